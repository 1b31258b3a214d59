resource "google_folder_iam_member" "all" {
  folder = "folders/1"
  role   = "roles/owner"
  member = "group:team@acme.example"
}
resource "google_organization_iam_binding" "all" {
  org_id  = "1"
  role    = "roles/viewer"
  members = ["group:team@acme.example"]
}
