// The simulated CRM as the world around the daemon sees it: a service behind a host, and one that takes gestures by name.

extension CRMService: SandboxService, SandboxControl {}
