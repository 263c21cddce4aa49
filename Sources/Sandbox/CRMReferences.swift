// References of the account (R§11). Most are maps by code, stores and legal entities are lists; a newcomer decodes all
// of them alike and loses the stores.

extension CRMService {
  private struct Entry {
    var code: String
    var name: String
    var active = true
  }

  // GET reference/{kind}
  func reference(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    switch call.parameter(0) {
    case "statuses": return statusReference()
    case "status-groups": return statusGroupReference()
    case "delivery-types": return deliveryTypeReference()
    case "delivery-services": return success(200) { emptyMap("deliveryServices", &$0) }
    case "payment-types": return paymentTypeReference()
    case "payment-statuses": return paymentStatusReference()
    case "stores": return storeReference()
    case "sites": return siteReference(call)
    case "legal-entities": return legalEntityReference()
    case "order-types": return byCode("orderTypes", [Entry(code: "eshop-individual", name: "Фізична особа")])
    case "order-methods":
      return byCode(
        "orderMethods",
        [Entry(code: "phone", name: "По телефону"), Entry(code: "shopping-cart", name: "Через кошик")])
    case "product-statuses": return byCode("productStatuses", [Entry(code: "new", name: "Нове")])
    case "units": return byCode("units", [Entry(code: "pc", name: "Штука")]) { $1.member("sym", "шт.") }
    case "couriers": return success(200) { writer in writer.list("couriers") { _ in } }
    case "currencies": return currencyReference()
    case "countries":
      return success(200) { writer in
        writer.list("countriesIso") { writer in for code in ["UA", "PL"] { writer.string(code) } }
      }
    default: throw CRMRefusal(404, "API method not found")
    }
  }

  private func emptyMap(_ name: StaticString, _ writer: inout CRMWriter) {
    writer.map(name, [:], emptyAsList: configuration.emptyMapsAsLists)
  }

  // A map by code, in the order of the entries; `body` adds what comes after name, code and active, by position.
  private func byCode(
    _ name: StaticString, _ entries: [Entry], _ body: (Int, inout CRMWriter) -> Void = { _, _ in }
  ) -> SandboxResponse {
    success(200) { writer in
      guard !entries.isEmpty else {
        emptyMap(name, &writer)
        return
      }
      writer.object(name) { writer in
        for (offset, entry) in entries.enumerated() {
          writer.object(code: entry.code) { writer in
            writer.member("name", entry.name)
            writer.member("code", entry.code)
            writer.member("active", entry.active)
            body(offset, &writer)
          }
        }
      }
    }
  }

  private func statusReference() -> SandboxResponse {
    let statuses = configuration.statuses
    let entries = statuses.map { Entry(code: $0.code, name: $0.name, active: $0.active) }
    return byCode("statuses", entries) { offset, writer in
      writer.member("ordering", Int64(10 * (offset + 1)))
      writer.member("group", statuses[offset].group)
    }
  }

  private func statusGroupReference() -> SandboxResponse {
    let groups = Configuration.Status.groups
    return byCode("statusGroups", groups.map { Entry(code: $0, name: $0) }) { offset, writer in
      writer.member("ordering", Int64(10 * (offset + 1)))
      writer.member("process", groups[offset] != "new" && groups[offset] != "cancel")
      writer.list("statuses") { writer in
        for status in configuration.statuses where status.group == groups[offset] {
          writer.string(status.code)
        }
      }
    }
  }

  private func deliveryTypeReference() -> SandboxResponse {
    let types = deliveryTypeCodes.compactMap { deliveryTypes[$0] }
    let entries = types.map { Entry(code: $0.code, name: $0.name, active: $0.active) }
    return byCode("deliveryTypes", entries) { offset, writer in
      let type = types[offset]
      let flags: [StaticString] = [
        "isDynamicCostCalculation", "isAutoCostCalculation", "isAutoNetCostCalculation",
        "isCostDependsOnRegionAndWeightAndSum", "isCostDependsOnDateTime",
      ]
      for flag in flags { writer.member(flag, false) }
      writer.member("currency", "UAH")
      writer.member("defaultCost", Int64(0))
      writer.member("defaultNetCost", Int64(0))
      writer.list("paymentTypes") { writer in for payment in type.payments { writer.string(payment.code) } }
      writer.list("deliveryServices") { _ in }
      writer.member("defaultForCrm", false)
      writer.list("deliveryPaymentTypes") { writer in
        for payment in type.payments {
          writer.object { writer in
            writer.member("code", payment.code)
            writer.member("cod", payment.cod)
          }
        }
      }
      writer.list("sites") { writer in
        for site in type.sites ?? configuration.sites.map(\.code) { writer.string(site) }
      }
      writer.member("integrationCode", type.integrationCode)
    }
  }

  private func paymentTypeReference() -> SandboxResponse {
    let types = configuration.paymentTypes
    let entries = types.map { Entry(code: $0.code, name: $0.name, active: $0.active) }
    return byCode("paymentTypes", entries) { offset, writer in
      writer.member("defaultForCrm", false)
      writer.member("defaultForApi", false)
      writer.list("deliveryTypes") { writer in
        for code in deliveryTypeCodes
        where deliveryTypes[code]?.payments.contains(where: { $0.code == types[offset].code }) == true {
          writer.string(code)
        }
      }
      writer.list("paymentStatuses") { writer in
        for status in configuration.paymentStatuses { writer.string(status.code) }
      }
      writer.list("sites") { writer in for site in configuration.sites { writer.string(site.code) } }
    }
  }

  private func paymentStatusReference() -> SandboxResponse {
    let statuses = configuration.paymentStatuses
    return byCode("paymentStatuses", statuses.map { Entry(code: $0.code, name: $0.name) }) { offset, writer in
      writer.member("defaultForCrm", offset == 0)
      writer.member("defaultForApi", offset == 0)
      writer.member("paymentComplete", statuses[offset].complete)
      writer.member("ordering", Int64(10 * (offset + 1)))
      writer.list("paymentTypes") { writer in
        for type in configuration.paymentTypes { writer.string(type.code) }
      }
    }
  }

  private func storeReference() -> SandboxResponse {
    success(200) { writer in
      writer.list("stores") { writer in
        for store in configuration.stores {
          writer.object { writer in
            writer.member("type", "store-type-warehouse")
            writer.member("inventoryType", "integer")
            writer.object("address") { writeAddress(store.address, id: nil, to: &$0) }
            writer.member("active", store.active)
            writer.object("phone") { $0.member("number", store.phone) }
            writer.member("code", store.code)
            writer.object("workTime") { writer in
              let days: [StaticString] = ["mo", "tu", "we", "th", "fr", "sa", "su"]
              for day in days { writer.list(day) { _ in } }
            }
            writer.member("name", store.name)
          }
        }
      }
    }
  }

  private func siteReference(_ call: CRMCall) -> SandboxResponse {
    let sites = configuration.sites.filter { keys[call.key].allows(site: $0.code) }
    return success(200) { writer in
      writer.object("sites") { writer in
        for (offset, site) in sites.enumerated() {
          writer.object(code: site.code) { writer in
            writer.member("id", Int64(100 + offset))
            writer.member("name", site.name)
            writer.member("url", "https://\(site.code).example")
            writer.member("code", site.code)
            writer.member("defaultForCrm", offset == 0)
            writer.member("loadFromYml", false)
            writer.object("contragent") { writer in
              writer.member("contragentType", "enterpreneur")
              writer.member("legalName", "ФОП Крамаренко Олена Іванівна")
              writer.member("code", "fop")
              writer.member("countryIso", "UA")
            }
            writer.member("countryIso", "UA")
            writer.member("currency", "UAH")
            writer.member("ordering", Int64(990))
            writer.member("isDemo", false)
          }
        }
      }
    }
  }

  private func legalEntityReference() -> SandboxResponse {
    success(200) { writer in
      writer.list("legalEntities") { writer in
        writer.object { writer in
          writer.member("contragentType", "enterpreneur")
          writer.member("legalName", "ФОП Крамаренко Олена Іванівна")
          writer.member("code", "fop")
          writer.member("countryIso", "UA")
        }
      }
    }
  }

  private func currencyReference() -> SandboxResponse {
    success(200) { writer in
      writer.list("currencies") { writer in
        writer.object { writer in
          writer.member("id", Int64(1))
          writer.member("code", "UAH")
          writer.member("isBase", true)
          writer.member("isAutoConvert", false)
        }
      }
    }
  }
}
