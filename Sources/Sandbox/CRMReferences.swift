// References of the account (R§11). Most are maps by code, stores and legal entities are lists; a newcomer decodes all
// of them alike and loses the stores.

extension CRMService {
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
    case "order-types": return codes("orderTypes", [("eshop-individual", "Фізична особа")])
    case "order-methods":
      return codes("orderMethods", [("phone", "По телефону"), ("shopping-cart", "Через кошик")])
    case "product-statuses": return codes("productStatuses", [("new", "Нове")])
    case "units": return codes("units", [("pc", "Штука")])
    case "couriers": return success(200) { writer in writer.list("couriers") { _ in } }
    case "currencies": return currencyReference()
    case "countries":
      return success(200) { writer in
        writer.list("countriesIso") { writer in for code in ["UA", "PL"] { writer.string(code) } }
      }
    default: throw CRMRefusal(404, "API method not found")
    }
  }

  private func emptyMap(_ name: String, _ writer: inout CRMWriter) {
    writer.map(name, [:], emptyAsList: configuration.emptyMapsAsLists)
  }

  // A map by code in the order of the list; `body` adds what comes after name, code and active.
  private func byCode<Element>(
    _ name: String, _ elements: [Element], _ entry: (Element) -> (code: String, name: String, active: Bool),
    _ body: (Element, inout CRMWriter) -> Void = { _, _ in }
  ) -> SandboxResponse {
    success(200) { writer in
      guard !elements.isEmpty else {
        emptyMap(name, &writer)
        return
      }
      writer.object(name) { writer in
        for element in elements {
          let (code, title, active) = entry(element)
          writer.object(code) { writer in
            writer.member("name", title)
            writer.member("code", code)
            writer.member("active", active)
            body(element, &writer)
          }
        }
      }
    }
  }

  private func codes(_ name: String, _ entries: [(String, String)]) -> SandboxResponse {
    byCode(name, entries, { ($0.0, $0.1, true) })
  }

  private func statusReference() -> SandboxResponse {
    let numbered = Array(configuration.statuses.enumerated())
    return byCode("statuses", numbered, { ($0.element.code, $0.element.name, $0.element.active) }) {
      status, writer in
      writer.member("ordering", Int64(10 * (status.offset + 1)))
      writer.member("group", status.element.group)
    }
  }

  private func statusGroupReference() -> SandboxResponse {
    let numbered = Array(Configuration.Status.groups.enumerated())
    return byCode("statusGroups", numbered, { ($0.element, $0.element, true) }) { group, writer in
      writer.member("ordering", Int64(10 * (group.offset + 1)))
      writer.member("process", group.element != "new" && group.element != "cancel")
      writer.list("statuses") { writer in
        for status in configuration.statuses where status.group == group.element {
          writer.string(status.code)
        }
      }
    }
  }

  private func deliveryTypeReference() -> SandboxResponse {
    let types = deliveryTypeCodes.compactMap { deliveryTypes[$0] }
    return byCode("deliveryTypes", types, { ($0.code, $0.name, $0.active) }) { type, writer in
      for flag in [
        "isDynamicCostCalculation", "isAutoCostCalculation", "isAutoNetCostCalculation",
        "isCostDependsOnRegionAndWeightAndSum", "isCostDependsOnDateTime",
      ] {
        writer.member(flag, false)
      }
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
      writer.list("sites") { writer in for site in configuration.sites { writer.string(site.code) } }
      writer.member("integrationCode", type.integrationCode)
    }
  }

  private func paymentTypeReference() -> SandboxResponse {
    byCode("paymentTypes", configuration.paymentTypes, { ($0.code, $0.name, true) }) { type, writer in
      writer.member("defaultForCrm", false)
      writer.member("defaultForApi", false)
      writer.list("deliveryTypes") { writer in
        for code in deliveryTypeCodes
        where deliveryTypes[code]?.payments.contains(where: { $0.code == type.code }) == true {
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
    let numbered = Array(configuration.paymentStatuses.enumerated())
    return byCode("paymentStatuses", numbered, { ($0.element.code, $0.element.name, true) }) {
      status, writer in
      writer.member("defaultForCrm", status.offset == 0)
      writer.member("defaultForApi", status.offset == 0)
      writer.member("paymentComplete", status.element.complete)
      writer.member("ordering", Int64(10 * (status.offset + 1)))
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
              for day in ["mo", "tu", "we", "th", "fr", "sa", "su"] { writer.list(day) { _ in } }
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
          writer.object(site.code) { writer in
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
