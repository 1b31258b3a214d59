resource "google_storage_bucket" "b" {
  name     = "b"
  location = "EU"
  labels   = { formerly = "us-central1", source = "gs-us" }
}
