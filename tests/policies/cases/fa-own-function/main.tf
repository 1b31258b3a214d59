resource "google_cloudfunctions2_function" "f" {
  name     = "f"
  location = "europe-west4"
  service_config { available_memory = "256M" }
}
resource "google_cloud_scheduler_job" "j" {
  name     = "j"
  region   = "europe-west4"
  schedule = "* * * * *"
  http_target { uri = google_cloudfunctions2_function.f.service_config[0].uri }
}
