resource "google_network_security_security_profile" "p" {
  name   = "p"
  parent = "organizations/1"
  type   = "THREAT_PREVENTION"
}
resource "google_dataproc_autoscaling_policy" "a" { policy_id = "a" }
resource "google_biglake_catalog" "c" {
  name     = "c"
  location = "EU"
}
resource "google_biglake_database" "d" {
  name    = "d"
  catalog = google_biglake_catalog.c.id
  type    = "HIVE"
}
resource "google_dataplex_entry_group" "g" {
  entry_group_id = "g"
  location       = "eu"
}
