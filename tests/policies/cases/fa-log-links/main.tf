# A whole path of the bucket says where the link and the view are, whatever the provider's region.
resource "google_logging_project_bucket_config" "b" {
  project   = "p"
  location  = "europe-west4"
  bucket_id = "b"
}
resource "google_logging_linked_dataset" "by_reference" {
  link_id = "l"
  bucket  = google_logging_project_bucket_config.b.id
}
resource "google_logging_log_view" "by_path" {
  name   = "v"
  bucket = "projects/p/locations/europe-west4/buckets/b"
}
resource "google_logging_log_view" "beside" {
  name     = "v"
  bucket   = "other"
  location = "europe-west4"
}
resource "google_logging_log_view" "elsewhere" {
  name   = "v"
  bucket = "projects/p/locations/us-central1/buckets/b"
}
resource "google_logging_linked_dataset" "untold" {
  link_id = "l"
  bucket  = "other"
}
