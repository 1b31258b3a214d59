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
# Keys that the connector, or the template, defines.
resource "google_managed_kafka_connector" "bare" {
  location        = "europe-west4"
  connect_cluster = "c"
  connector_id    = "bare"
  configs = {
    "gcs.bucket.name" = "partner-us"
    "cps.topic"       = "partner"
    "topics"          = "partner"
    "defaultDataset"  = "partner"
  }
}
resource "google_dataflow_job" "j" {
  name              = "j"
  region            = "europe-west4"
  template_gcs_path = "gs://dataflow-templates-europe-west4/latest/x"
  temp_gcs_location = "gs://dataflow-templates-europe-west4/x"
  parameters        = { outputTable = "p:partner.t" }
}
resource "google_datastream_stream" "s" {
  stream_id    = "s"
  location     = "europe-west4"
  display_name = "s"
  source_config { source_connection_profile = "a" }
  destination_config {
    destination_connection_profile = "b"
    bigquery_destination_config {
      source_hierarchy_datasets {
        dataset_template { location = "EU" }
      }
    }
  }
}
