"""The other side of the wire, shipped as training mode: settlement service, virtual card, fault drills."""
