### Everything that a message says beside its lead.

## Who, what and when

case-noun = { $thing }
by = by { $actor ->
    [you] you
    [buyer] the buyer
    [seller] the seller
   *[platform] the platform
}
from = from { $actor ->
    [you] you
    [buyer] the buyer
    [seller] the seller
   *[platform] the platform
}
turn = the turn of { $owing ->
    [you] you
    [buyer] the buyer
    [seller] the seller
   *[platform] the platform
}
time = { $day } { month } { $year }, { $clock } ({ $zone })
month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
or = { $first } or { $second }

## The frame

about-title = What it is about
about-order = Order { $order }
about-case = Case { $case }
about-item = { $quantity } x { $title }
about-amount = Amount: { $amount }
said-title = In their own words
money-title-buyer = What you get back
money-title-others = What the buyer gets back
money-line = { $part }: { $amount }. { $text } ({ $clauses })
money-withheld = not refunded of it: { $amount }
money-together = Together: { $amount }
money-due-title = When
money-due = The money is due before { $time }.
clock-title = Deadline
clocks-title = Deadlines
clock = { $what }, before { $time }; { turn }.
clauses-title = By the policy of { $shop } ({ $edition })
clause = { $id }: { $text }
clause-foreign = { $id } [{ $language }]: { $text }
contacts-title = How to reach { $shop }
contact-email = E-mail: { $value }
contact-phone = Telephone: { $value }
contact-address = Address: { $value }
contact-page = Web: { $value }

## What a refund consists of

part-item = Items
part-tax = Tax
part-original-shipping = Shipping
part-restocking-fee = Restocking fee
part-missing-part = Missing part
part-return-postage = Return postage
part-bank-fee = Bank fee
part-goodwill = Goodwill
part-discount = Discount
part-correction = Correction
part-ruling = Ruling
part-reduction = Reduction
part-exchange = Item in exchange

## Facts

ground = Ground: { $ground }
agreed = Agreed: { $remedy }
return-number = Return number: { $number }
sent-bare = Sent, without a tracking number
sent-carrier = Sent with { $carrier }, without a tracking number
sent-number = Sent, tracking number { $number }
sent-carrier-number = Sent with { $carrier }, tracking number { $number }
sent-status = { $parcel }: { $status }
number-corrected = Tracking number { $number } instead of { $before }
received-so-far = Received so far: { $received } of { $quantity } x { $title }
settled-by = Settled by: { $remedy }
exchanged-for = Sent in exchange: { $sku }
still-owed = Still to be paid by the buyer: { $amount }
body-outside = With { $body }, reference { $reference }
body-outside-pausing = With { $body }, reference { $reference }; clocks stand still meanwhile
payout-hint = To the account or wallet ending in { $hint }
evidence-piece = Evidence { $evidence }: { $kind }
evidence-giver = Given by the { $party }
of-return = Return { $return }
tracking-none = Without a tracking number
tracking-number = Tracking number { $number }
tracking-carrier = Carrier { $carrier }, tracking number { $number }
status-since = { $status }, since { $time }
last-moved = Last moved: { $time }
expected = Expected: { $time }
followed-at = To be followed at { $site }
purpose-order = What was ordered, on its way to the buyer
purpose-return = Goods on their way back to the shop
purpose-replacement = A replacement, on its way to the buyer
purpose-exchange = An item in exchange, on its way to the buyer
purpose-repair = A repaired item, on its way to the buyer
purpose-resend = Goods sent again, on their way to the buyer
purpose-goods-back = Goods on their way back to the buyer

## What is asked and needed

asked-title = What is asked
asked-better = A better piece of this kind: { $kind }
asked-number = Please check { $number }.{ asked-number-flaw } { asked-number-sender } to give the right number.
asked-number-flaw = { $flaw ->
    [wrong_check_digit] {" "}Its check digit does not fit: one digit is wrong, or two are swapped.
    [unknown_format] {" "}No number of this carrier looks like it.
    [other_carrier] {" "}It looks like a number of another carrier.
   *[none] {""}
}
asked-number-sender = { $sender ->
    [anybody] Whoever sent the parcel is asked
   *[seller] The seller is asked
}
asked-proof = The seller is asked for a proof that it was delivered.
asked-delivery = The buyer is asked to arrange another delivery with the carrier, or to pick the parcel up.
needed-title = What is still needed
needed-field = To be filled in: { $field }
needed-evidence = To be shown: { $what } ({ $kinds })
needed-again = To be shown again: { $kind }

## The way back

back-title = How to send it back
back-not = The goods need not come back.
back-number-until = Return number: { $number }, good before { $time }
back-marked = Write the return number clearly on the outside of the parcel; the label to print has it.
back-address = Send it to: { $address } ({ $country }). This is not the address that the parcel came from.
back-slip = Put a note into the parcel with { $what }.
back-given = Once it is sent, give us { $what }.
back-insured = Insure the parcel: a loss on the way back is the buyer's risk.
back-payer = The way back is paid by the { $party }.
given = the { $what }
given-rma-number = the return number
given-order-number = the order number
given-product = the product
given-quantity = the quantity
given-problem = a short description of the problem
given-tracking-number = the tracking number
given-shipping-receipt = a copy of the shipping receipt
given-tracking-site = where its number can be followed
given-insured-value = what it is insured for

## What was found, and what follows

found-title = What was found
found-open = Outcome: not judged yet
found-passed = Outcome: everything is as it should be
found-reduced = Outcome: accepted, and something is taken off
found-refused = Outcome: not accepted
found-incomplete = Outcome: not complete yet
found-failed = Not as it should be: { $point }. { $note }
found-void = Found: { $what }
found-unconfirmed = What was claimed could not be confirmed.
found-serial = The serial number is not the one that was sold.
found-missing = Missing: { $part }
found-missing-priced = Missing: { $part }, { $price }
why-title = Why
why-finding = { $text } ({ $clauses })
open-title = What is open now
open-remedy = Instead: { $remedy }
open-dispute = A dispute can be opened over it; further evidence can be shown there.
open-platform = The platform can be asked to look at it.
open-body = Where nothing else helps: { $body } ({ $country })
open-held = The goods are held for the buyer before { $time }.

## Words of the contracts and of packs; one that is not here is said as it is

word-change-of-mind = change of mind
word-late-shipment = late shipment
word-out-of-stock = out of stock
word-seller-other = seller other
word-platform-rules = platform rules
word-withdrawal = withdrawal
word-ordered-wrong-item = ordered wrong item
word-damaged-on-arrival = damaged on arrival
word-not-as-described = not as described
word-wrong-item = wrong item
word-missing-item = missing item
word-defective = defective
word-problem-in-use = problem in use
word-warranty = warranty
word-not-received = not received
word-tracking-stalled = tracking stalled
word-refused-at-door = refused at door
word-invalid-tracking = invalid tracking
word-return-lost = return lost
word-refund = refund
word-partial-refund = partial refund
word-replacement = replacement
word-exchange = exchange
word-repair = repair
word-resend = resend
word-keep-item = keep item
word-wait = wait
word-return = return
word-refuse-parcel = refuse parcel
word-refund-due = refund due
word-platform-decision = platform decision
word-seller-response = seller response
word-notify-party = notify party
word-choose-out-of-stock = choose out of stock
word-judgement = judgement
word-dispute-answer = dispute answer
word-appeal = appeal
word-evidence = evidence
word-response = response
word-return-parcel = return parcel
word-return-tracking = return tracking
word-rma-expiry = rma expiry
word-proof-of-delivery = proof of delivery
word-stall = stall
word-overdue = overdue
word-tracking-correction = tracking correction
word-held-goods = held goods
word-label-created = label created
word-picked-up = picked up
word-in-transit = in transit
word-arrived-at-facility = arrived at facility
word-at-customs = at customs
word-customs-cleared = customs cleared
word-delayed = delayed
word-exception = exception
word-out-for-delivery = out for delivery
word-delivery-attempt-failed = delivery attempt failed
word-available-for-pickup = available for pickup
word-delivered = delivered
word-refused-by-recipient = refused by recipient
word-refused-at-customs = refused at customs
word-returning = returning
word-returned-to-sender = returned to sender
word-damaged = damaged
word-lost = lost
word-product-photo = product photo
word-product-video = product video
word-packaging-photo = packaging photo
word-packaging-video = packaging video
word-label-photo = label photo
word-outer-box-label-photo = outer box label photo
word-carrier-report = carrier report
word-receipt = receipt
word-invoice = invoice
word-contact-email = contact email
word-contact-name = contact name
word-contact-phone = contact phone
word-explanation = explanation
word-artificial-damage = artificial damage
word-misuse = misuse
