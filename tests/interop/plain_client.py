"""A client that knows nothing of Redress but its address: the contracts come from the server's reflection.

    plain_client.py HOST:PORT

Places an order at Kwoking, pays it, cancels it and waits until the refund has succeeded; prints every step, and ends with
a code other than zero when anything differs from what was expected. Needs grpcio, grpcio-reflection and protobuf.
"""

import sys
import time
import uuid

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

CALL_LIMIT_SECONDS = 10
REFUND_LIMIT_SECONDS = 30


class Service:
    """The unary methods of a service, found by reflection; requests and replies are plain dictionaries."""

    def __init__(self, channel, pool, name):
        self._channel = channel
        self._methods = {method.name: method for method in pool.FindServiceByName(name).methods}

    def call(self, name, request):
        method = self._methods[name]
        message = json_format.ParseDict(request, message_factory.GetMessageClass(method.input_type)())
        reply_class = message_factory.GetMessageClass(method.output_type)
        invoke = self._channel.unary_unary(
            f"/{method.containing_service.full_name}/{name}",
            request_serializer=lambda sent: sent.SerializeToString(),
            response_deserializer=reply_class.FromString,
        )
        return json_format.MessageToDict(invoke(message, timeout=CALL_LIMIT_SECONDS), preserving_proto_field_name=True)


def euros(units, cents=0):
    return {"currency_code": "EUR", "units": units, "nanos": cents * 10_000_000}


def shown(money):
    return f"{int(money.get('units', 0))}.{money.get('nanos', 0) // 10_000_000:02d} {money['currency_code']}"


def expect(what, actual, expected):
    if actual != expected:
        raise SystemExit(f"{what}: expected {expected}, got {actual}")


def place(orders):
    order = orders.call(
        "PlaceOrder",
        {
            "request_id": str(uuid.uuid4()),
            "marketplace_id": "kwoking",
            "buyer_id": "byr_plain",
            "buyer_email": "plain@example.test",
            "lines": [
                {
                    "seller_id": "sel_1",
                    "sku": "headphones",
                    "title": "Headphones",
                    "quantity": 2,
                    "unit_price": euros(25),
                    "tax": euros(6),
                    "discount": euros(0),
                    "shipping": euros(0),
                    "product_class": "durable",
                    "category": "accessories",
                }
            ],
            "shipping": euros(4, 90),
            "payments": [
                {"kind": "PAYMENT_KIND_CARD", "reference": f"plain-{uuid.uuid4()}", "amount": euros(60, 90)}
            ],
            "shipping_address": {
                "region_code": "FR",
                "postal_code": "75002",
                "locality": "Paris",
                "address_lines": ["1 rue de la Paix"],
                "recipients": ["Mara Example"],
            },
        },
    )
    expect("the order's state", order["state"], "ORDER_STATE_PLACED")
    print(f"placed     {order['order_id']}  {shown(order['total'])}")
    return order


def pay(orders, order):
    paid = orders.call("ConfirmPayment", {"request_id": str(uuid.uuid4()), "order_id": order["order_id"]})
    expect("the order's state", paid["state"], "ORDER_STATE_PAID")
    print(f"paid       {paid['order_id']}  {shown(paid['payments'][0]['captured'])}")
    return paid


def cancel(orders, order):
    cancellation = orders.call(
        "CancelOrder",
        {
            "request_id": str(uuid.uuid4()),
            "order_id": order["order_id"],
            "requested_by": "PARTY_BUYER",
            "ground": "GROUND_CHANGE_OF_MIND",
        },
    )
    decision = cancellation["decision"]
    expect("the decision", decision["outcome"], "OUTCOME_ALLOWED")
    expect("the refund promised", shown(decision["breakdown"]["amount"]), "60.90 EUR")
    clauses = ", ".join(decision["clause_ids"])
    print(f"cancelled  {cancellation['cancellation_id']}  {shown(decision['breakdown']['amount'])}  [{clauses}]")
    return cancellation


def await_refund(refunds, cancellation):
    request = {"order_id": cancellation["order_id"], "marketplace_id": "kwoking"}
    end = time.monotonic() + REFUND_LIMIT_SECONDS
    while time.monotonic() < end:
        found = refunds.call("ListRefunds", request).get("refunds", [])
        if found and found[0]["state"] == "REFUND_STATE_SUCCEEDED":
            expect("the number of refunds", len(found), 1)
            expect("the cause", found[0]["cause_id"], cancellation["cancellation_id"])
            expect("the amount refunded", shown(found[0]["amount"]), "60.90 EUR")
            print(f"refunded   {found[0]['refund_id']}  {shown(found[0]['amount'])}")
            return
        time.sleep(0.05)
    raise SystemExit(f"no refund succeeded within {REFUND_LIMIT_SECONDS} s: {found}")


def refused(orders, order):
    """What is cancelled cannot be cancelled again, and a client of any language can read why."""
    try:
        cancel(orders, order)
    except grpc.RpcError as error:
        expect("the code of a second cancellation", error.code(), grpc.StatusCode.FAILED_PRECONDITION)
        print(f"refused    {error.details()}")
    else:
        raise SystemExit("a cancelled order was cancelled again")


def main(address):
    with grpc.insecure_channel(address) as channel:
        database = ProtoReflectionDescriptorDatabase(channel)
        pool = descriptor_pool.DescriptorPool(database)
        services = [name for name in database.get_services() if name.startswith("redress.")]
        print(f"reflection {', '.join(sorted(services))}")
        orders = Service(channel, pool, "redress.orders.v1.OrderService")
        refunds = Service(channel, pool, "redress.refunds.v1.RefundService")
        order = place(orders)
        pay(orders, order)
        cancellation = cancel(orders, order)
        await_refund(refunds, cancellation)
        refused(orders, order)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
