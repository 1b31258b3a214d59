resource "google_cloud_run_v2_service" "s" {
  name     = "s"
  location = "europe-west4"
  template {
    containers {
      image = "europe-west4-docker.pkg.dev/p/r/i"
      env {
        name  = "FAR"
        value = "clinic:us-central1:db"
      }
      env {
        name  = "NEAR"
        value = "clinic:europe-west4:db"
      }
    }
    volumes {
      name = "cloudsql"
      cloud_sql_instance { instances = ["acme.example:clinic:us-east1:db"] }
    }
  }
}
resource "google_cloudfunctions2_function" "far" {
  name     = "far"
  location = "europe-west4"
  build_config { docker_repository = "projects/p/locations/us-central1/repositories/r" }
}
resource "google_cloudfunctions2_function" "near" {
  name     = "near"
  location = "europe-west4"
  build_config { docker_repository = "projects/p/locations/europe-west4/repositories/r" }
}
