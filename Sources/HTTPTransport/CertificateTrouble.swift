// What is wrong with a certificate that was refused, for a person who has to mend it: each kind has another cure. libcurl
// has one error code for all of them, so the kind is read from its words, which are OpenSSL's; nothing but advice may
// depend on it.

public enum CertificateTrouble: Sendable, Hashable {
  case expired
  case notYetValid
  /// Self-signed, or signed by somebody this machine does not trust.
  case unknownIssuer
  /// It is somebody else's certificate.
  case wrongHost
  case other

  /// `detail` of a `TransportFailure` with code "certificate".
  public init(detail: String) {
    let text = detail.lowercased()
    func says(_ words: String...) -> Bool { words.contains { text.contains($0) } }
    if says("expired") {
      self = .expired
    } else if says("not yet valid") {
      self = .notYetValid
    } else if says("subject name", "target host", "hostname mismatch", "ip address mismatch") {
      self = .wrongHost
    } else if says("self-signed", "self signed", "local issuer", "unable to get issuer", "unknown ca") {
      self = .unknownIssuer
    } else {
      self = .other
    }
  }
}
