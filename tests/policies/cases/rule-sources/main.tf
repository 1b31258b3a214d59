resource "google_compute_network_firewall_policy_rule" "tags" {
  firewall_policy = "p"
  priority        = 1
  direction       = "INGRESS"
  action          = "allow"
  match {
    src_ip_ranges = ["0.0.0.0/0"]
    src_secure_tags { name = "tagValues/1" }
    layer4_configs { ip_protocol = "tcp" }
  }
}
resource "google_compute_network_firewall_policy_rule" "internet" {
  firewall_policy = "p"
  priority        = 2
  direction       = "INGRESS"
  action          = "allow"
  match {
    src_ip_ranges       = ["0.0.0.0/0"]
    src_network_context = "INTERNET"
    layer4_configs { ip_protocol = "tcp" }
  }
}
resource "google_compute_network_firewall_policy_rule" "inside" {
  firewall_policy = "p"
  priority        = 3
  direction       = "INGRESS"
  action          = "allow"
  match {
    src_ip_ranges       = ["0.0.0.0/0"]
    src_network_context = "INTRA_VPC"
    layer4_configs { ip_protocol = "tcp" }
  }
}
resource "google_compute_network_firewall_policy_rule" "only_tags" {
  firewall_policy = "p"
  priority        = 4
  direction       = "INGRESS"
  action          = "allow"
  match {
    src_secure_tags { name = "tagValues/1" }
    layer4_configs { ip_protocol = "tcp" }
  }
}
