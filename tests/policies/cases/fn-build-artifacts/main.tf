resource "google_cloudbuild_trigger" "t" {
  location = "europe-west4"
  build {
    step { name = "europe-west4-docker.pkg.dev/p/r/builder" }
    artifacts { images = ["us-east1-docker.pkg.dev/p/r/i"] }
  }
}
