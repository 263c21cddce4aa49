// Calls about the account itself: versions, rights of the key, settings, notes to the staff. Settings are written in
// snake_case, unlike everything else (R§12), and their time zone is what every other moment has to be read with.

extension CRMService {
  // GET api-versions
  func apiVersions(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    success(200) { writer in
      writer.list("versions") { writer in
        for version in ["3.0", "4.0", "5.0"] { writer.string(version) }
      }
    }
  }

  // GET credentials
  func credentials(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let key = keys[call.key]
    return success(200) { writer in
      writer.list("scopes") { writer in for scope in key.scopes.sorted() { writer.string(scope) } }
      writer.list("credentials") { writer in
        for path in ["/api/integration-modules/{code}", "/api/integration-modules/{code}/edit"]
        where key.scopes.contains("integration_write") {
          writer.string(path)
        }
      }
      writer.member("siteAccess", key.sites == nil ? "access_full" : "access_selective")
      if let sites = key.sites {
        writer.list("sitesAvailable") { writer in for site in sites.sorted() { writer.string(site) } }
      }
    }
  }

  // GET system-info
  func systemInfo(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    success(200) { writer in
      writer.member("systemVersion", configuration.version >= 8 ? "8.1.51" : "\(configuration.version).9.12")
      writer.member("publicUrl", "https://demo.retailcrm.example")
      writer.member("technicalUrl", "https://demo.technical.retailcrm.example")
    }
  }

  // GET settings
  func settings(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    success(200) { writer in
      writer.object("settings") { writer in
        for (name, value) in [
          ("default_currency", "UAH"), ("system_language", "RU"), ("timezone", configuration.timeZone),
        ] {
          writer.object(code: name) { writer in
            writer.member("value", value)
            writer.member("updated_at", "2024-02-08 08:29:40")
          }
        }
        writer.list("work_times") { writer in
          for day in ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"] {
            writer.object { writer in
              writer.member("day_type", day)
              writer.member("start_time", "09:00")
              writer.member("end_time", "18:00")
              writer.member("lunch_start_time", "13:00")
              writer.member("lunch_end_time", "14:00")
            }
          }
        }
      }
    }
  }

  // POST notifications/send
  func sendNotification(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let members = try call.members(of: "notification")
    guard let message = members["message"]?.text, !message.isEmpty else {
      throw CRMRefusal.entity(["message": "This value should not be blank."])
    }
    guard let type = members["type"]?.text, type == "api.info" || type == "api.error" else {
      throw CRMRefusal.entity(["type": "This value is not valid."])
    }
    guard case .array(let groups)? = members["userGroups"], !groups.isEmpty,
      groups.allSatisfy({ $0.text?.isEmpty == false })
    else { throw CRMRefusal.entity(["userGroups": "This value should not be blank."]) }
    if audit.notifications.count < CRMAudit.longestList { audit.notifications.append(message) }
    return success(200)
  }
}
