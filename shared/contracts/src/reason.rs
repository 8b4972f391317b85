//! The register of `ErrorInfo.reason`: every error that leaves a Redress service carries one of these.
//!
//! A reason is part of the contract: it may be added, never renamed. Its description is what callers are told about it.

macro_rules! reasons {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// Why a call failed, for programs. In domain [`ERROR_DOMAIN`](crate::ERROR_DOMAIN).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Reason {
            /// Every registered reason.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The reason on the wire, in upper snake case.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }

            /// What the reason means, in one sentence.
            pub const fn description(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),+).trim_ascii(),)+
                }
            }
        }
    };
}

reasons! {
    /// One or more request fields are bad; `BadRequest` names each with its path.
    InvalidField = "INVALID_FIELD",
    /// The page token is not one of this list, or its filter changed.
    InvalidPageToken = "INVALID_PAGE_TOKEN",
    /// The resource does not exist, or the caller may not know that it does.
    NotFound = "NOT_FOUND",
    /// A resource with this id or number exists already.
    AlreadyExists = "ALREADY_EXISTS",
    /// The resource's state does not allow this; `PreconditionFailure` says which states do.
    IllegalTransition = "ILLEGAL_TRANSITION",
    /// The resource changed since the etag was read: read it again and retry.
    StaleEtag = "STALE_ETAG",
    /// The request id was used before with a different request.
    RequestIdReused = "REQUEST_ID_REUSED",
    /// Another change to the same resource won; retry.
    Conflict = "CONFLICT",
    /// The policy does not allow this; metadata `refusal_reason` and `decision_id` say why.
    PolicyRefused = "POLICY_REFUSED",
    /// The policy has no rule on this ground for this party; the message names the grounds it has.
    NoRule = "NO_RULE",
    /// The window of the request has closed; metadata `window_close_time` says when.
    WindowClosed = "WINDOW_CLOSED",
    /// The window of the request is not open yet.
    WindowNotOpen = "WINDOW_NOT_OPEN",
    /// A line has shipped; metadata `remedies` says what is open instead.
    LineShipped = "LINE_SHIPPED",
    /// A line has not been delivered yet.
    LineNotDelivered = "LINE_NOT_DELIVERED",
    /// The order is not paid.
    NotPaid = "NOT_PAID",
    /// The line is not out of stock.
    InStock = "IN_STOCK",
    /// The processing time promised for the order has not run out.
    NotLate = "NOT_LATE",
    /// The policy excludes a line by what it is.
    Excluded = "EXCLUDED",
    /// This party may not ask on this ground.
    WrongParty = "WRONG_PARTY",
    /// A condition of the policy's rule does not hold.
    ConditionFailed = "CONDITION_FAILED",
    /// No policy is published, or in force, for this marketplace and time.
    NoPolicyInForce = "NO_POLICY_IN_FORCE",
    /// The policy pack has errors; nothing was published.
    PolicyPackInvalid = "POLICY_PACK_INVALID",
    /// More was asked for than is left to refund.
    AmountExceedsRefundable = "AMOUNT_EXCEEDS_REFUNDABLE",
    /// The amount is in another currency than the order.
    CurrencyMismatch = "CURRENCY_MISMATCH",
    /// An earlier payment of the same money has no known outcome yet.
    PaymentUnknown = "PAYMENT_UNKNOWN",
    /// The payment provider refused.
    PaymentRefused = "PAYMENT_REFUSED",
    /// Evidence that the policy asks for is missing; metadata names it.
    EvidenceMissing = "EVIDENCE_MISSING",
    /// A chunk does not belong where the upload stands; metadata `expected_offset` says where to go on.
    ChunkOutOfPlace = "CHUNK_OUT_OF_PLACE",
    /// More bytes were sent than the upload declared.
    UploadTooLong = "UPLOAD_TOO_LONG",
    /// The bytes received do not have the declared SHA-256.
    ChecksumMismatch = "CHECKSUM_MISMATCH",
    /// The file is of no type that is taken here, or is not whole and sound; metadata `flaw` says which.
    FileRefused = "FILE_REFUSED",
    /// There are no such bytes of this evidence, or not for this caller; the message says why.
    VariantMissing = "VARIANT_MISSING",
    /// The policy offers no disputes.
    DisputesNotOffered = "DISPUTES_NOT_OFFERED",
    /// The policy does not give the platform this power to step in.
    InterventionNotAllowed = "INTERVENTION_NOT_ALLOWED",
    /// A reported event lies further ahead of now than clocks differ; metadata `latest` says how far is taken.
    EventInFuture = "EVENT_IN_FUTURE",
    /// Several parcels have the tracking number: name the carrier or the parcel.
    ParcelAmbiguous = "PARCEL_AMBIGUOUS",
    /// No source has this address, or what was sent is not signed as its provider signs, or not now.
    NoticeUnproven = "NOTICE_UNPROVEN",
    /// The event came before and said something else; what came first stands.
    NoticeChanged = "NOTICE_CHANGED",
    /// The amount is another than the one on record.
    AmountMismatch = "AMOUNT_MISMATCH",
    /// Something else that must hold first does not hold; the message says what.
    PreconditionFailed = "PRECONDITION_FAILED",
    /// The call says nothing, or nothing readable, about who calls.
    CallerUnknown = "CALLER_UNKNOWN",
    /// This caller's role may not do this.
    CallerForbidden = "CALLER_FORBIDDEN",
    /// The API key's scopes do not reach this far; metadata `scope` names what is needed.
    ScopeMissing = "SCOPE_MISSING",
    /// The call's deadline passed; it may still have taken effect.
    DeadlineExceeded = "DEADLINE_EXCEEDED",
    /// Too many calls are in flight; retry after the given delay.
    Overloaded = "OVERLOADED",
    /// A message is larger than the server takes or sends.
    MessageTooLarge = "MESSAGE_TOO_LARGE",
    /// What was sent is no message of this method.
    MalformedMessage = "MALFORMED_MESSAGE",
    /// The body of an HTTP request is of another media type than the operation takes.
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE",
    /// The HTTP path exists, but not with this verb.
    MethodNotAllowed = "METHOD_NOT_ALLOWED",
    /// The range of bytes begins beyond the end.
    RangeNotSatisfiable = "RANGE_NOT_SATISFIABLE",
    /// More calls came with this key than it may make; retry after the given delay.
    RateLimited = "RATE_LIMITED",
    /// A quota or a storage limit is used up.
    QuotaExceeded = "QUOTA_EXCEEDED",
    /// The server is stopping; retry elsewhere.
    ShuttingDown = "SHUTTING_DOWN",
    /// Something that is needed cannot be reached now; retry.
    Unavailable = "UNAVAILABLE",
    /// This server does not serve that method.
    Unimplemented = "UNIMPLEMENTED",
    /// A failure inside; quote the `x-request-id` of the reply.
    Internal = "INTERNAL",
    /// The request was carried out before; its reply was erased with the data of the person it told of.
    ReplyErased = "REPLY_ERASED",
}
