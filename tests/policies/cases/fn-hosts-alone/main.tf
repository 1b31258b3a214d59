resource "google_compute_global_network_endpoint" "e" {
  global_network_endpoint_group = "g"
  port                          = 443
  fqdn                          = "us-central1-p.cloudfunctions.net"
}
resource "google_apigee_target_server" "t" {
  env_id = "organizations/o/environments/e"
  name   = "t"
  port   = 443
  host   = "svc-123456789012.us-east1.run.app"
}
resource "google_secure_source_manager_hook" "h" {
  location      = "europe-west4"
  repository_id = "r"
  hook_id       = "h"
  target_uri    = "https://us-central1-p.cloudfunctions.net/hook"
}
resource "google_monitoring_notification_channel" "c" {
  type   = "webhook_tokenauth"
  labels = { url = "https://us-central1-p.cloudfunctions.net/alert" }
}
