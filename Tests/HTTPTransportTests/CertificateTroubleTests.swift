// The words of libcurl 7.88 with OpenSSL 3 for each way in which a certificate is refused.
import HTTPTransport
import Testing

@Suite struct CertificateTroubleTests {
  @Test(arguments: [
    ("SSL certificate problem: certificate has expired", CertificateTrouble.expired),
    ("SSL certificate problem: certificate is not yet valid", .notYetValid),
    ("SSL certificate problem: self-signed certificate", .unknownIssuer),
    ("SSL certificate problem: self-signed certificate in certificate chain", .unknownIssuer),
    ("SSL certificate problem: unable to get local issuer certificate", .unknownIssuer),
    ("SSL: no alternative certificate subject name matches target host name '127.0.0.1'", .wrongHost),
    ("SSL certificate problem: something else", .other),
  ])
  func eachRefusalHasItsKind(_ words: String, _ trouble: CertificateTrouble) {
    #expect(CertificateTrouble(detail: words) == trouble)
  }
}
