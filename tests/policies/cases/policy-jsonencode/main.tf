variable "who" {}
resource "google_storage_bucket_iam_policy" "encoded" {
  bucket = "b"
  policy_data = jsonencode({
    bindings = [{ role = "roles/storage.objectViewer", members = ["allUsers", var.who, "group:${var.who}"] }]
  })
}
data "google_iam_policy" "told" {
  binding {
    role    = "roles/run.invoker"
    members = ["allAuthenticatedUsers", var.who]
  }
}
resource "google_cloud_run_v2_service_iam_policy" "told" {
  name        = "s"
  policy_data = data.google_iam_policy.told.policy_data
}
