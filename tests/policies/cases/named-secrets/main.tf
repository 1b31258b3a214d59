resource "google_oracle_database_autonomous_database" "d" {
  autonomous_database_id = "d"
  location               = "europe-west3"
  database               = "d"
  admin_password         = "Sommer2026!"
}
resource "google_dialogflow_cx_agent" "a" {
  display_name          = "a"
  location              = "europe-west4"
  default_language_code = "de"
  time_zone             = "Europe/Berlin"
  client_certificate_settings {
    ssl_certificate = "x"
    private_key     = "projects/p/secrets/s/versions/1"
    passphrase      = "Sommer2026!"
  }
}
