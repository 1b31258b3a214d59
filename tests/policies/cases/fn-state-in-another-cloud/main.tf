terraform {
  backend "s3" {
    bucket = "states"
    region = "eu-central-1"
  }
}
resource "google_storage_bucket" "b" {
  name     = "b"
  location = "EU"
}
