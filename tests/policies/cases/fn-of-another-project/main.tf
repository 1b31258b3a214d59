provider "google" { project = "clinic" }
resource "google_pubsub_topic" "own" {
  name = "events"
  message_storage_policy { allowed_persistence_regions = ["europe-west4"] }
}
resource "google_bigquery_dataset" "own" {
  dataset_id = "visits"
  location   = "EU"
}
resource "google_storage_bucket" "own" {
  name     = "own"
  location = "EU"
}
resource "google_storage_notification" "out" {
  bucket         = "own"
  payload_format = "NONE"
  topic          = "projects/partner/topics/events"
}
resource "google_storage_notification" "in" {
  bucket         = "own"
  payload_format = "NONE"
  topic          = "projects/clinic/topics/events"
}
resource "google_bigquery_job" "out" {
  job_id   = "j"
  location = "EU"
  copy {
    source_tables { table_id = "projects/clinic/datasets/visits/tables/t" }
    destination_table { table_id = "projects/partner/datasets/visits/tables/t" }
  }
}
resource "google_bigquery_job" "in" {
  job_id   = "k"
  location = "EU"
  copy {
    source_tables { table_id = "projects/clinic/datasets/visits/tables/t" }
    destination_table { table_id = "projects/clinic/datasets/visits/tables/u" }
  }
}
