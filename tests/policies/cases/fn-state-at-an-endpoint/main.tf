terraform {
  backend "s3" {
    bucket    = "states"
    region    = "eu-central-1"
    endpoints = { s3 = "https://s3.partner.example" }
  }
}
resource "google_storage_bucket" "b" {
  name     = "b"
  location = "EU"
}
