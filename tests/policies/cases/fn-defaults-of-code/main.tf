resource "google_dataform_repository_release_config" "r" {
  provider      = google-beta
  region        = "europe-west4"
  repository    = "projects/p/locations/europe-west4/repositories/r"
  name          = "r"
  git_commitish = "main"
  code_compilation_config { default_location = "US" }
}
resource "google_firebase_app_hosting_backend" "wide" {
  location         = "europe-west4"
  backend_id       = "wide"
  app_id           = "a"
  service_account  = "a@p.iam.gserviceaccount.com"
  serving_locality = "GLOBAL_ACCESS"
}
resource "google_firebase_app_hosting_backend" "strict" {
  location         = "europe-west4"
  backend_id       = "strict"
  app_id           = "a"
  service_account  = "a@p.iam.gserviceaccount.com"
  serving_locality = "REGIONAL_STRICT"
}
