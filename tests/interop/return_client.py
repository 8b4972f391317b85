"""Returns goods from a plain client: photo, approval, label, way back, inspection, refund.

    return_client.py HOST:PORT

Buys two headphones at Kwoking, of which the left sides are silent: asks for a return, uploads a photo in two goes, has the
return approved, prints the label, sends the goods back, and waits until the refund has succeeded and the return is closed.
Prints every step, and ends with a code other than zero when anything differs from what was expected. Needs grpcio,
grpcio-reflection and protobuf, and `pdftotext`, which reads the label.
"""

import base64
import hashlib
import random
import struct
import subprocess
import sys
import time
import uuid
import zlib

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from plain_client import CALL_LIMIT_SECONDS, Service, expect, pay, place, shown

STATE_LIMIT_SECONDS = 30
PHOTO_SIDE = 320
CHUNK_BYTES = 16 * 1024

# A number that UPS could have given: its check digit is right.
TRACKING_NUMBER = "1Z999AA10123456784"

# The points of the shop's checklist, all of which the goods pass.
POINTS = [
    "original state",
    "unused",
    "undamaged but for the named problem",
    "original packaging",
    "all accessories such as cables, chargers and batteries",
]


def new_id():
    return str(uuid.uuid4())


def photo():
    """A PNG of coloured noise, which no compression makes small."""
    noise = random.Random(7)
    rows = b"".join(b"\0" + noise.randbytes(3 * PHOTO_SIDE) for _ in range(PHOTO_SIDE))
    # Eight bits for each of three colours, not interlaced.
    header = struct.pack(">IIBBBBB", PHOTO_SIDE, PHOTO_SIDE, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    written = [struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


def deliver(orders, order):
    parcel = {"carrier": "ups", "tracking_number": TRACKING_NUMBER}
    order_id = order["order_id"]
    shipped = orders.call("MarkShipped", {"request_id": new_id(), "order_id": order_id, "parcel": parcel})
    print(f"shipped    {shipped['parcels'][0]['parcel_id']}")
    delivered = orders.call("MarkDelivered", {"request_id": new_id(), "order_id": order_id})
    expect("the order's state", delivered["state"], "ORDER_STATE_DELIVERED")
    print(f"delivered  {order_id}")


def request_return(returns, order):
    found = returns.call(
        "RequestReturn",
        {
            "request_id": new_id(),
            "order_id": order["order_id"],
            "requested_by": "PARTY_BUYER",
            "ground": "GROUND_DEFECTIVE",
            "explanation": "The left sides are silent.",
            "wished_remedy": "REMEDY_REFUND",
            "contact": {"name": "Mara Peña", "email": "plain@example.test", "phone": "+33 1 23456789"},
            "invoice": "INV-1",
        },
    )
    expect("the return's state", found["state"], "RETURN_STATE_AWAITING_EVIDENCE")
    clauses = ", ".join(found["clause_ids"])
    print(f"requested  {found['return_id']}  [{clauses}]")
    return found


def chunks(upload_id, data, start, end):
    """The messages that bring a part of a file, as dictionaries."""
    for offset in range(start, end, CHUNK_BYTES):
        part = data[offset : min(offset + CHUNK_BYTES, end)]
        yield {"upload_id": upload_id, "offset": offset, "data": base64.b64encode(part).decode()}


def send(channel, pool, messages):
    """Streams chunks to the server and returns the upload as it is then."""
    method = pool.FindServiceByName("redress.evidence.v1.EvidenceService").methods_by_name["UploadChunks"]
    chunk_class = message_factory.GetMessageClass(method.input_type)
    invoke = channel.stream_unary(
        f"/{method.containing_service.full_name}/{method.name}",
        request_serializer=lambda sent: sent.SerializeToString(),
        response_deserializer=message_factory.GetMessageClass(method.output_type).FromString,
    )
    reply = invoke((json_format.ParseDict(message, chunk_class()) for message in messages), timeout=CALL_LIMIT_SECONDS)
    return json_format.MessageToDict(reply, preserving_proto_field_name=True)


def upload(channel, pool, evidence, found):
    data = photo()
    sha256 = hashlib.sha256(data).hexdigest()
    started = evidence.call(
        "StartUpload",
        {
            "request_id": new_id(),
            "case_id": found["return_id"],
            "kind": "product_photo",
            "party": "PARTY_BUYER",
            "file_name": "écouteurs.png",
            "size_bytes": len(data),
            "sha256": sha256,
        },
    )
    upload_id = started["upload_id"]
    half = len(data) // 2
    send(channel, pool, chunks(upload_id, data, 0, half))
    # As after a broken connection: the server says where to go on.
    committed = int(evidence.call("GetUpload", {"upload_id": upload_id})["committed_bytes"])
    expect("the bytes that are safely there", committed, half)
    sent = send(channel, pool, chunks(upload_id, data, committed, len(data)))
    expect("the bytes of the whole", int(sent["committed_bytes"]), len(data))
    added = evidence.call("FinishUpload", {"request_id": new_id(), "upload_id": upload_id})
    expect("the checksum", added["sha256"], sha256)
    expect("the media type", added["media_type"], "image/png")
    expect("the picture's size", (added["width"], added["height"]), (PHOTO_SIDE, PHOTO_SIDE))
    print(f"uploaded   {added['evidence_id']}  {len(data)} bytes of {added['media_type']}")
    return added


def await_state(returns, found, state):
    end = time.monotonic() + STATE_LIMIT_SECONDS
    while time.monotonic() < end:
        found = returns.call("GetReturn", {"return_id": found["return_id"]})
        if found["state"] == state:
            return found
        time.sleep(0.05)
    raise SystemExit(f"the return is {found['state']} and not {state} after {STATE_LIMIT_SECONDS} s")


def approve(returns, found, added):
    review = await_state(returns, found, "RETURN_STATE_UNDER_REVIEW")
    expect("the evidence of the return", [note["evidence_id"] for note in review["evidence"]], [added["evidence_id"]])
    approved = returns.call(
        "DecideReturn",
        {
            "request_id": new_id(),
            "return_id": found["return_id"],
            "decided_by": "PARTY_PLATFORM",
            "approve": True,
            "remedy": "REMEDY_REFUND",
            "reason": "The photo shows it.",
        },
    )
    expect("the return's state", approved["state"], "RETURN_STATE_AWAITING_PARCEL")
    print(f"approved   {approved['rma_number']}  {approved['destination']['address_text']}")
    return approved


def document_text(returns, found, kind):
    """What `pdftotext` reads in a document of the return."""
    document = returns.call("GetReturnDocument", {"return_id": found["return_id"], "kind": kind})
    expect("the media type", document["media_type"], "application/pdf")
    pdf = base64.b64decode(document["content"])
    read = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True)
    return read.stdout.decode()


def print_documents(returns, found):
    number = found["rma_number"]
    label = document_text(returns, found, "RETURN_DOCUMENT_KIND_LABEL")
    expect("the return number on the label", number in label.split(), True)
    expect("the return address on the label", "Roissy" in label, True)
    print(f"label      {number}, read by pdftotext")
    slip = document_text(returns, found, "RETURN_DOCUMENT_KIND_SLIP")
    for wanted in [number, found["order_id"], "Headphones", "2", "The left sides are silent."]:
        expect(f"{wanted!r} on the slip", wanted in slip, True)
    print(f"slip       {number}, read by pdftotext")


def mistype(returns, found):
    """A typing error in the return number is told as one, and no other return is found by it."""
    number = found["rma_number"]
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    try:
        returns.call("FindReturn", {"rma_number": wrong})
    except grpc.RpcError as error:
        expect("the code of a typing error", error.code(), grpc.StatusCode.INVALID_ARGUMENT)
        print(f"mistyped   {error.details()}")
    else:
        raise SystemExit("a mistyped return number found a return")
    typed = number.lower().replace("-", " ")
    expect("the return found", returns.call("FindReturn", {"rma_number": typed})["return_id"], found["return_id"])


def send_back(returns, found):
    return_id = found["return_id"]
    announced = returns.call(
        "AnnounceParcel",
        {"request_id": new_id(), "return_id": return_id, "carrier": "ups", "tracking_number": TRACKING_NUMBER},
    )
    parcel_id = announced["parcels"][0]["parcel_id"]
    print(f"announced  {parcel_id}")
    received = returns.call(
        "ReceiveParcel",
        {
            "request_id": new_id(),
            "return_id": return_id,
            "parcel_id": parcel_id,
            "rma_number": found["rma_number"],
            "lines": [{"line_id": line["line_id"], "quantity": line["quantity"]} for line in found["lines"]],
        },
    )
    expect("the return's state", received["state"], "RETURN_STATE_RECEIVED")
    print(f"received   {parcel_id}")
    inspected = returns.call(
        "InspectReturn",
        {
            "request_id": new_id(),
            "return_id": return_id,
            "points": [{"point": point, "passed": True} for point in POINTS],
            "is_ground_confirmed": True,
        },
    )
    expect("the inspection", inspected["inspection"]["outcome"], "INSPECTION_OUTCOME_PASSED")
    print(f"inspected  {inspected['inspection']['checklist_id']}")


def settle(returns, refunds, found):
    return_id = found["return_id"]
    preview = returns.call("PreviewRemedy", {"return_id": return_id})
    applied = returns.call("ApplyRemedy", {"request_id": new_id(), "return_id": return_id, "remedy": "REMEDY_REFUND"})
    amount = shown(applied["remedy"]["refund"]["amount"])
    expect("the refund previewed", shown(preview["refund"]["amount"]), amount)
    expect("the refund promised", amount, "60.90 EUR")
    print(f"remedied   {amount}")
    closed = await_state(returns, found, "RETURN_STATE_CLOSED")
    paid = refunds.call("ListRefunds", {"order_id": found["order_id"], "marketplace_id": "kwoking"})["refunds"]
    expect("the number of refunds", len(paid), 1)
    expect("the refund's state", paid[0]["state"], "REFUND_STATE_SUCCEEDED")
    expect("the cause", paid[0]["cause_id"], return_id)
    expect("the amount refunded", shown(paid[0]["amount"]), amount)
    expect("the refunds that the return knows", closed["remedy"]["refund_ids"], [paid[0]["refund_id"]])
    print(f"refunded   {paid[0]['refund_id']}  {amount}")


def main(address):
    with grpc.insecure_channel(address) as channel:
        pool = descriptor_pool.DescriptorPool(ProtoReflectionDescriptorDatabase(channel))
        orders = Service(channel, pool, "redress.orders.v1.OrderService")
        returns = Service(channel, pool, "redress.returns.v1.ReturnService")
        evidence = Service(channel, pool, "redress.evidence.v1.EvidenceService")
        refunds = Service(channel, pool, "redress.refunds.v1.RefundService")
        order = place(orders)
        pay(orders, order)
        deliver(orders, order)
        found = request_return(returns, order)
        added = upload(channel, pool, evidence, found)
        approved = approve(returns, found, added)
        print_documents(returns, approved)
        mistype(returns, approved)
        send_back(returns, approved)
        settle(returns, refunds, approved)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
