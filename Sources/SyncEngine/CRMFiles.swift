// Files of the CRM account, as far as the engine looks for its own among them (retailcrm-api.md section 9). A filter that
// the CRM does not know may be ignored or refused: what a listing says is checked file by file.
public import ShippingCore

public struct FileQuery: Sendable, Hashable {
  /// Attached to this order.
  public var order: OrderID?
  public var name: String?
  public var isAttached: Bool?
  public var createdSince: Instant?

  public init(
    order: OrderID? = nil, name: String? = nil, isAttached: Bool? = nil, createdSince: Instant? = nil
  ) {
    self.order = order
    self.name = name
    self.isAttached = isAttached
    self.createdSince = createdSince
  }
}

public struct FilesPage: Sendable, Equatable {
  public var files: [Listed]
  public var hasMore: Bool

  public init(files: [Listed], hasMore: Bool) {
    self.files = files
    self.hasMore = hasMore
  }

  public struct Listed: Sendable, Equatable {
    public var id: FileID
    public var name: String
    /// Bytes; nil when it could not be read.
    public var size: Int64?
    /// Orders it is attached to.
    public var orders: Set<OrderID>

    public init(id: FileID, name: String, size: Int64?, orders: Set<OrderID>) {
      self.id = id
      self.name = name
      self.size = size
      self.orders = orders
    }
  }
}
