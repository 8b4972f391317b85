"""Two orders at a shop: one is cancelled, the other has shipped, so that the policy refuses and says by which clause.

    pip install grpcio grpcio-tools grpcio-status googleapis-common-protos
    buf generate --template proto/buf.gen.python.yaml
    PYTHONPATH=gen/python python3 shared/client/examples/python/after_sales.py 127.0.0.1:50051
"""

import json
import sys
import uuid

import grpc
from google.rpc import error_details_pb2
from google.type import money_pb2, postal_address_pb2
from grpc_status import rpc_status

from redress.orders.v1 import orders_pb2, orders_pb2_grpc
from redress.policies.v1 import decision_pb2

SHOP = "kwoking"
BUYER = "byr_python"
TIMEOUT_SECONDS = 5

# Who calls. On the server's own machine a statement is enough; elsewhere it is ("authorization", "Bearer …") with an API key,
# over a secure channel.
IDENTITY = [
    ("redress-marketplace", SHOP),
    ("redress-role", "service"),
    ("redress-principal", "shop-backend"),
]

# What gRPC repeats by itself. Safe also for what changes something, because each such request has a request_id.
RETRIES = {
    "methodConfig": [
        {
            "name": [{"service": "redress.orders.v1.OrderService"}],
            "retryPolicy": {
                "maxAttempts": 4,
                "initialBackoff": "0.1s",
                "maxBackoff": "2s",
                "backoffMultiplier": 2,
                "retryableStatusCodes": ["UNAVAILABLE"],
            },
        }
    ],
    "retryThrottling": {"maxTokens": 10, "tokenRatio": 0.1},
}


class Refused(Exception):
    """The policy says no."""

    def __init__(self, info):
        self.reason = info.reason
        self.clauses = info.metadata["clauses"].split(",")
        self.remedies = info.metadata["remedies"].split(",")


class Shop:
    """What the shop's back end does with orders."""

    def __init__(self, channel):
        self._orders = orders_pb2_grpc.OrderServiceStub(channel)

    def place(self, request_id):
        request = orders_pb2.PlaceOrderRequest(
            request_id=request_id,
            buyer_id=BUYER,
            buyer_email="mara@example.test",
            lines=[
                orders_pb2.Line(
                    seller_id="sel_1",
                    sku="headphones",
                    title="Headphones",
                    quantity=2,
                    unit_price=euros(25),
                    tax=euros(6),
                    shipping=euros(0),
                    product_class="durable",
                    category="accessories",
                )
            ],
            shipping=euros(4),
            payments=[
                orders_pb2.Payment(
                    kind=orders_pb2.PAYMENT_KIND_CARD, reference=f"pay-{request_id}", amount=euros(60)
                )
            ],
            shipping_address=postal_address_pb2.PostalAddress(
                region_code="FR",
                postal_code="75002",
                locality="Paris",
                address_lines=["1 rue de la Paix"],
                recipients=["Mara Example"],
            ),
        )
        return self._call("PlaceOrder", request)

    def pay(self, order):
        request = orders_pb2.ConfirmPaymentRequest(request_id=new_id(), order_id=order.order_id)
        return self._call("ConfirmPayment", request)

    def ship(self, order):
        parcel = orders_pb2.Parcel(carrier="ups", tracking_number="1Z999AA10123456784")
        request = orders_pb2.MarkShippedRequest(request_id=new_id(), order_id=order.order_id, parcel=parcel)
        return self._call("MarkShipped", request)

    def cancel(self, order):
        """Asks to cancel, and returns the decision as it was stored."""
        request = orders_pb2.CancelOrderRequest(
            request_id=new_id(),
            order_id=order.order_id,
            requested_by=decision_pb2.PARTY_BUYER,
            ground=decision_pb2.GROUND_CHANGE_OF_MIND,
        )
        cancellation = self._call("CancelOrder", request)
        question = orders_pb2.GetDecisionRequest(decision_id=cancellation.decision.decision_id)
        return self._call("GetDecision", question).decision

    def list(self):
        """All orders of the buyer, one a page, so that there is more than one page."""
        token = ""
        while True:
            request = orders_pb2.ListOrdersRequest(buyer_id=BUYER, page_size=1, page_token=token)
            page = self._call("ListOrders", request)
            yield from page.orders
            token = page.next_page_token
            if not token:
                return

    def _call(self, method, request):
        try:
            return getattr(self._orders, method)(request, metadata=IDENTITY, timeout=TIMEOUT_SECONDS)
        except grpc.RpcError as error:
            info = error_info(error)
            if info is not None and "outcome" in info.metadata:
                raise Refused(info) from error
            raise


def error_info(error):
    """The registered reason of an error, with what belongs to it."""
    status = rpc_status.from_call(error)
    for detail in status.details if status else []:
        info = error_details_pb2.ErrorInfo()
        if detail.Unpack(info):
            return info
    return None


def euros(units):
    return money_pb2.Money(currency_code="EUR", units=units)


def new_id():
    return str(uuid.uuid4())


def main(address):
    options = [("grpc.enable_retries", 1), ("grpc.service_config", json.dumps(RETRIES))]
    with grpc.insecure_channel(address, options=options) as channel:
        shop = Shop(channel)
        request_id = new_id()
        order = shop.place(request_id)
        print(f"placed    {order.order_id}")
        # As after a reply that got lost: the same request id, the same order.
        print(f"repeated  {shop.place(request_id).order_id}")
        shop.pay(order)
        print(f"paid      {order.order_id}")
        decision = shop.cancel(order)
        outcome = decision_pb2.Outcome.Name(decision.outcome)
        print(f"decided   {outcome} [{', '.join(decision.clause_ids)}]")

        shipped = shop.place(new_id())
        shop.pay(shipped)
        shop.ship(shipped)
        try:
            shop.cancel(shipped)
        except Refused as no:
            print(f"refused   {no.reason} [{', '.join(no.clauses)}], open instead: {', '.join(no.remedies)}")
        else:
            raise SystemExit("a shipped order was cancelled")
        for order in shop.list():
            print(f"listed    {order.order_id} {orders_pb2.OrderState.Name(order.state)}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
