// Two orders at a shop: one is cancelled, the other has shipped, so that the policy refuses and says by which clause.
//
//   npm install @bufbuild/protobuf @bufbuild/protoc-gen-es @connectrpc/connect @connectrpc/connect-node
//   PATH=$PWD/node_modules/.bin:$PATH buf generate --template proto/buf.gen.javascript.yaml
//   cp shared/client/examples/node/after_sales.mjs gen/es/ && node gen/es/after_sales.mjs http://127.0.0.1:50051
//
// The generated code is beside this file, so that it finds the packages from there too.

import { randomUUID } from "node:crypto";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { ErrorInfoSchema } from "./google/rpc/error_details_pb.js";
import { OrderService, OrderState, PaymentKind } from "./redress/orders/v1/orders_pb.js";
import { Ground, Outcome, Party } from "./redress/policies/v1/decision_pb.js";

const SHOP = "kwoking";
const BUYER = "byr_node";
const ATTEMPTS = 4;

// Who calls. On the server's own machine a statement is enough; elsewhere it is `authorization: Bearer …` with an API key,
// over https.
const IDENTITY = {
  "redress-marketplace": SHOP,
  "redress-role": "service",
  "redress-principal": "shop-backend",
};

const identify = (next) => (request) => {
  for (const [name, value] of Object.entries(IDENTITY)) request.header.set(name, value);
  return next(request);
};

// Makes a call without streams again when the server cannot be reached. Safe also for what changes something, because each
// such request has a requestId.
const repeat = (next) => async (request) => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await next(request);
    } catch (error) {
      const isLost = ConnectError.from(error).code === Code.Unavailable;
      if (request.stream || !isLost || attempt === ATTEMPTS) throw error;
      const delay = 100 * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
};

const euros = (units) => ({ currencyCode: "EUR", units: BigInt(units) });

function place(orders, requestId) {
  return orders.placeOrder({
    requestId,
    buyerId: BUYER,
    buyerEmail: "mara@example.test",
    lines: [
      {
        sellerId: "sel_1",
        sku: "headphones",
        title: "Headphones",
        quantity: 2,
        unitPrice: euros(25),
        tax: euros(6),
        shipping: euros(0),
        productClass: "durable",
        category: "accessories",
      },
    ],
    shipping: euros(4),
    payments: [{ kind: PaymentKind.CARD, reference: `pay-${requestId}`, amount: euros(60) }],
    shippingAddress: {
      regionCode: "FR",
      postalCode: "75002",
      locality: "Paris",
      addressLines: ["1 rue de la Paix"],
      recipients: ["Mara Example"],
    },
  });
}

function pay(orders, { orderId }) {
  return orders.confirmPayment({ requestId: randomUUID(), orderId });
}

function ship(orders, { orderId }) {
  const parcel = { carrier: "ups", trackingNumber: "1Z999AA10123456784" };
  return orders.markShipped({ requestId: randomUUID(), orderId, parcel });
}

// Asks to cancel, and returns the decision as it was stored.
async function cancel(orders, { orderId }) {
  const cancellation = await orders.cancelOrder({
    requestId: randomUUID(),
    orderId,
    requestedBy: Party.BUYER,
    ground: Ground.CHANGE_OF_MIND,
  });
  const { decision } = await orders.getDecision({ decisionId: cancellation.decision.decisionId });
  return decision;
}

// The refusal of the policy that an error tells of; undefined when it tells of something else.
function refusal(error) {
  const [info] = ConnectError.from(error).findDetails(ErrorInfoSchema);
  if (info?.metadata.outcome === undefined) return undefined;
  const { clauses, remedies } = info.metadata;
  return { reason: info.reason, clauses: clauses.split(","), remedies: remedies.split(",") };
}

// All orders of the buyer, one a page, so that there is more than one page.
async function* list(orders) {
  let pageToken = "";
  do {
    const page = await orders.listOrders({ buyerId: BUYER, pageSize: 1, pageToken });
    yield* page.orders;
    pageToken = page.nextPageToken;
  } while (pageToken);
}

async function main(baseUrl) {
  const transport = createGrpcTransport({ baseUrl, defaultTimeoutMs: 5_000, interceptors: [identify, repeat] });
  const orders = createClient(OrderService, transport);
  const requestId = randomUUID();
  const order = await place(orders, requestId);
  console.log(`placed    ${order.orderId}`);
  // As after a reply that got lost: the same request id, the same order.
  const again = await place(orders, requestId);
  console.log(`repeated  ${again.orderId}`);
  await pay(orders, order);
  console.log(`paid      ${order.orderId}`);
  const decision = await cancel(orders, order);
  console.log(`decided   OUTCOME_${Outcome[decision.outcome]} [${decision.clauseIds.join(", ")}]`);

  const shipped = await place(orders, randomUUID());
  await pay(orders, shipped);
  await ship(orders, shipped);
  try {
    await cancel(orders, shipped);
    throw new Error("a shipped order was cancelled");
  } catch (error) {
    const no = refusal(error);
    if (no === undefined) throw error;
    console.log(`refused   ${no.reason} [${no.clauses.join(", ")}], open instead: ${no.remedies.join(", ")}`);
  }
  for await (const { orderId, state } of list(orders)) {
    console.log(`listed    ${orderId} ORDER_STATE_${OrderState[state]}`);
  }
}

if (process.argv.length !== 3) {
  console.error("usage: node after_sales.mjs http://HOST:PORT");
  process.exit(2);
}
await main(process.argv[2]);
