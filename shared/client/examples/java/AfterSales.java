// Two orders at a shop: one is cancelled, the other has shipped, so that the policy refuses and says by which clause.
//
//   apt-get install libgrpc-java libnetty-java libperfmark-java libgoogle-common-protos-java protobuf-compiler-grpc-java-plugin
//   buf generate --template proto/buf.gen.java.yaml
//   javac -cp "$JARS" -sourcepath gen/java -d classes shared/client/examples/java/AfterSales.java
//   java -cp "classes:$JARS" AfterSales 127.0.0.1:50051
//
// With Maven or Gradle the packages are io.grpc:grpc-netty-shaded, grpc-protobuf and grpc-stub.

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.type.Money;
import com.google.type.PostalAddress;
import com.redress.orders.v1.CancelOrderRequest;
import com.redress.orders.v1.ConfirmPaymentRequest;
import com.redress.orders.v1.GetDecisionRequest;
import com.redress.orders.v1.Line;
import com.redress.orders.v1.ListOrdersRequest;
import com.redress.orders.v1.MarkShippedRequest;
import com.redress.orders.v1.Order;
import com.redress.orders.v1.OrderServiceGrpc;
import com.redress.orders.v1.OrderServiceGrpc.OrderServiceBlockingStub;
import com.redress.orders.v1.Parcel;
import com.redress.orders.v1.Payment;
import com.redress.orders.v1.PaymentKind;
import com.redress.orders.v1.PlaceOrderRequest;
import com.redress.policies.v1.Decision;
import com.redress.policies.v1.Ground;
import com.redress.policies.v1.Party;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

public final class AfterSales {
  private static final String SHOP = "kwoking";
  private static final String BUYER = "byr_java";

  // What gRPC repeats by itself. Safe also for what changes something, because each such request has a request_id.
  private static final Map<String, ?> RETRIES =
      Map.of(
          "methodConfig",
          List.of(
              Map.of(
                  "name",
                  List.of(Map.of("service", "redress.orders.v1.OrderService")),
                  "retryPolicy",
                  Map.of(
                      "maxAttempts", 4.0,
                      "initialBackoff", "0.1s",
                      "maxBackoff", "2s",
                      "backoffMultiplier", 2.0,
                      "retryableStatusCodes", List.of("UNAVAILABLE")))),
          "retryThrottling",
          Map.of("maxTokens", 10.0, "tokenRatio", 0.1));

  private final OrderServiceBlockingStub orders;

  private AfterSales(ManagedChannel channel) {
    this.orders =
        OrderServiceGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(identity()));
  }

  // Who calls. On the server's own machine a statement is enough; elsewhere it is `authorization: Bearer …` with an API key,
  // over TLS.
  private static Metadata identity() {
    Metadata metadata = new Metadata();
    Map.of("marketplace", SHOP, "role", "service", "principal", "shop-backend")
        .forEach(
            (name, value) ->
                metadata.put(Metadata.Key.of("redress-" + name, Metadata.ASCII_STRING_MARSHALLER), value));
    return metadata;
  }

  // The deadline is each call's own.
  private OrderServiceBlockingStub orders() {
    return orders.withDeadlineAfter(5, TimeUnit.SECONDS);
  }

  private Order place(String requestId) {
    Line line =
        Line.newBuilder()
            .setSellerId("sel_1")
            .setSku("headphones")
            .setTitle("Headphones")
            .setQuantity(2)
            .setUnitPrice(euros(25))
            .setTax(euros(6))
            .setShipping(euros(0))
            .setProductClass("durable")
            .setCategory("accessories")
            .build();
    PostalAddress address =
        PostalAddress.newBuilder()
            .setRegionCode("FR")
            .setPostalCode("75002")
            .setLocality("Paris")
            .addAddressLines("1 rue de la Paix")
            .addRecipients("Mara Example")
            .build();
    Payment payment =
        Payment.newBuilder()
            .setKind(PaymentKind.PAYMENT_KIND_CARD)
            .setReference("pay-" + requestId)
            .setAmount(euros(60))
            .build();
    return orders()
        .placeOrder(
            PlaceOrderRequest.newBuilder()
                .setRequestId(requestId)
                .setBuyerId(BUYER)
                .setBuyerEmail("mara@example.test")
                .addLines(line)
                .setShipping(euros(4))
                .addPayments(payment)
                .setShippingAddress(address)
                .build());
  }

  private void pay(Order order) {
    orders()
        .confirmPayment(
            ConfirmPaymentRequest.newBuilder()
                .setRequestId(newId())
                .setOrderId(order.getOrderId())
                .build());
  }

  private void ship(Order order) {
    Parcel parcel =
        Parcel.newBuilder().setCarrier("ups").setTrackingNumber("1Z999AA10123456784").build();
    orders()
        .markShipped(
            MarkShippedRequest.newBuilder()
                .setRequestId(newId())
                .setOrderId(order.getOrderId())
                .setParcel(parcel)
                .build());
  }

  // Asks to cancel, and returns the decision as it was stored.
  private Decision cancel(Order order) {
    String decisionId =
        orders()
            .cancelOrder(
                CancelOrderRequest.newBuilder()
                    .setRequestId(newId())
                    .setOrderId(order.getOrderId())
                    .setRequestedBy(Party.PARTY_BUYER)
                    .setGround(Ground.GROUND_CHANGE_OF_MIND)
                    .build())
            .getDecision()
            .getDecisionId();
    return orders()
        .getDecision(GetDecisionRequest.newBuilder().setDecisionId(decisionId).build())
        .getDecision();
  }

  // All orders of the buyer, one a page, so that there is more than one page.
  private void list() {
    String token = "";
    do {
      var page =
          orders()
              .listOrders(
                  ListOrdersRequest.newBuilder()
                      .setBuyerId(BUYER)
                      .setPageSize(1)
                      .setPageToken(token)
                      .build());
      for (Order order : page.getOrdersList()) {
        System.out.printf("listed    %s %s%n", order.getOrderId(), order.getState());
      }
      token = page.getNextPageToken();
    } while (!token.isEmpty());
  }

  // The registered reason of an error, with what belongs to it.
  private static Optional<ErrorInfo> errorInfo(StatusRuntimeException error) {
    for (var detail : StatusProto.fromThrowable(error).getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          return Optional.of(detail.unpack(ErrorInfo.class));
        } catch (InvalidProtocolBufferException unreadable) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static Money euros(long units) {
    return Money.newBuilder().setCurrencyCode("EUR").setUnits(units).build();
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }

  private void run() {
    String requestId = newId();
    Order order = place(requestId);
    System.out.printf("placed    %s%n", order.getOrderId());
    // As after a reply that got lost: the same request id, the same order.
    System.out.printf("repeated  %s%n", place(requestId).getOrderId());
    pay(order);
    System.out.printf("paid      %s%n", order.getOrderId());
    Decision decision = cancel(order);
    System.out.printf(
        "decided   %s [%s]%n",
        decision.getOutcome(), String.join(", ", decision.getClauseIdsList()));

    Order shipped = place(newId());
    pay(shipped);
    ship(shipped);
    try {
      cancel(shipped);
      throw new IllegalStateException("a shipped order was cancelled");
    } catch (StatusRuntimeException error) {
      ErrorInfo no =
          errorInfo(error).filter(info -> info.containsMetadata("outcome")).orElseThrow(() -> error);
      System.out.printf(
          "refused   %s [%s], open instead: %s%n",
          no.getReason(),
          no.getMetadataOrThrow("clauses").replace(",", ", "),
          no.getMetadataOrThrow("remedies"));
    }
    list();
  }

  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length != 1) {
      System.err.println("usage: AfterSales HOST:PORT");
      System.exit(2);
    }
    ManagedChannel channel =
        ManagedChannelBuilder.forTarget(arguments[0])
            .usePlaintext()
            .defaultServiceConfig(RETRIES)
            .enableRetry()
            .build();
    try {
      new AfterSales(channel).run();
    } finally {
      channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }
}
