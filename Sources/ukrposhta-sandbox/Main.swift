// `ukrposhta-sandbox`: stands in for the services that nobody should rehearse against. Everything it serves
// is made up, and it listens on 127.0.0.1 only.
import ArgumentParser

@main
struct UkrposhtaSandbox: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ukrposhta-sandbox",
    abstract: "Made-up Ukrposhta and RetailCRM services for rehearsals, on 127.0.0.1.",
    subcommands: [Demo.self, Serve.self, KillTest.self, Simulate.self])
}
