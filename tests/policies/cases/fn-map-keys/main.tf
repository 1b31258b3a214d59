resource "google_managed_kafka_connector" "sink" {
  location        = "europe-west4"
  connect_cluster = "c"
  connector_id    = "sink"
  configs = {
    "gcs.bucket.name" = "gs://partner-us"
    "cps.endpoint"    = "us-east1-pubsub.googleapis.com:443"
    "tasks.max"       = "3"
  }
}
resource "google_cloudfunctions2_function" "f" {
  name     = "f"
  location = "europe-west4"
  service_config {
    environment_variables = { engine = "projects/p/locations/us/collections/c/engines/e" }
  }
}
