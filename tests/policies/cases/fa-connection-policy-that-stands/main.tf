resource "google_network_connectivity_service_connection_policy" "endpoints" {
  name          = "endpoints"
  location      = "europe-west4"
  service_class = "gcp-vertexai"
  network       = "projects/p/global/networks/n"
  psc_config {
    subnetworks = ["projects/p/regions/europe-west4/subnetworks/s"]
    # What Google answers where nothing is said.
    producer_instance_location = "PRODUCER_INSTANCE_LOCATION_UNSPECIFIED"
  }
}
