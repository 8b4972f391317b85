### Everything that a message says beside its lead.

## Who, what and when

case-noun = { $thing ->
    [claim] reklamo
   *[return] return
}
by = { $actor ->
    [you] mo
    [buyer] ng mamimili
    [seller] ng nagbebenta
   *[platform] ng platform
}
from = { $actor ->
    [you] mula sa iyo
    [buyer] mula sa mamimili
    [seller] mula sa nagbebenta
   *[platform] mula sa platform
}
turn = { $owing ->
    [you] ikaw
    [buyer] ang mamimili
    [seller] ang nagbebenta
   *[platform] ang platform
}
time = ika-{ $day } ng { month } { $year }, { $clock } ({ $zone })
month = { $month ->
    [1] Enero
    [2] Pebrero
    [3] Marso
    [4] Abril
    [5] Mayo
    [6] Hunyo
    [7] Hulyo
    [8] Agosto
    [9] Setyembre
    [10] Oktubre
    [11] Nobyembre
   *[12] Disyembre
}
or = { $first } o { $second }

## The frame

about-title = Tungkol saan ito
about-order = Order { $order }
about-case = Kaso { $case }
about-item = { $quantity } x { $title }
about-amount = Halaga: { $amount }
said-title = Sa sarili nilang salita
money-title-buyer = Ang ibabalik sa iyo
money-title-others = Ang ibabalik sa mamimili
money-line = { $part }: { $amount }. { $text } ({ $clauses })
money-withheld = hindi ibabalik mula rito: { $amount }
money-together = Kabuuan: { $amount }
money-due-title = Kailan
money-due = Dapat mabayaran ang pera bago ang { $time }.
clock-title = Takdang oras
clocks-title = Mga takdang oras
clock = { $what }, bago ang { $time }; ang dapat kumilos ay { turn }.
clauses-title = Ayon sa patakaran ng { $shop } ({ $edition })
clause = { $id }: { $text }
clause-foreign = { $id } [{ $language }]: { $text }
contacts-title = Paano makipag-ugnayan sa { $shop }
contact-email = E-mail: { $value }
contact-phone = Telepono: { $value }
contact-address = Address: { $value }
contact-page = Web: { $value }

## What a refund consists of

part-item = Mga produkto
part-tax = Buwis
part-original-shipping = Padala
part-restocking-fee = Bayad sa pagbabalik sa stock
part-missing-part = Kulang na bahagi
part-return-postage = Padala ng return
part-bank-fee = Singil ng bangko
part-goodwill = Kagandahang-loob
part-discount = Diskuwento
part-correction = Pagtatama
part-ruling = Pasya
part-reduction = Bawas
part-exchange = Produktong kapalit

## Facts

ground = Dahilan: { $ground }
agreed = Napagkasunduan: { $remedy }
return-number = Return number: { $number }
sent-bare = Naipadala, walang tracking number
sent-carrier = Naipadala sa { $carrier }, walang tracking number
sent-number = Naipadala, tracking number { $number }
sent-carrier-number = Naipadala sa { $carrier }, tracking number { $number }
sent-status = { $parcel }: { $status }
number-corrected = Tracking number { $number } sa halip na { $before }
received-so-far = Natanggap na: { $received } sa { $quantity } x { $title }
settled-by = Nilutas sa pamamagitan ng: { $remedy }
exchanged-for = Ipinadala bilang kapalit: { $sku }
still-owed = Babayaran pa ng mamimili: { $amount }
body-outside = Nasa { $body }, reference { $reference }
body-outside-pausing = Nasa { $body }, reference { $reference }; nakatigil muna ang mga takdang oras
payout-hint = Sa account o wallet na nagtatapos sa { $hint }
evidence-piece = Ebidensya { $evidence }: { $kind }
evidence-giver = { $party ->
    [buyer] Ibinigay ng mamimili
    [seller] Ibinigay ng nagbebenta
    [platform] Ibinigay ng platform
   *[system] Ibinigay ng system
}
of-return = Return { $return }
tracking-none = Walang tracking number
tracking-number = Tracking number { $number }
tracking-carrier = Carrier { $carrier }, tracking number { $number }
status-since = { $status }, mula { $time }
last-moved = Huling galaw: { $time }
expected = Inaasahan: { $time }
followed-at = Masusundan sa { $site }
purpose-order = Ang inorder, papunta na sa mamimili
purpose-return = Mga produktong pabalik sa tindahan
purpose-replacement = Isang pamalit, papunta na sa mamimili
purpose-exchange = Isang produktong kapalit, papunta na sa mamimili
purpose-repair = Isang nakumpuning produkto, papunta na sa mamimili
purpose-resend = Mga produktong muling ipinadala, papunta na sa mamimili
purpose-goods-back = Mga produktong pabalik sa mamimili

## What is asked and needed

asked-title = Ang hinihingi
asked-better = Mas mabuting ebidensya ng ganitong uri: { $kind }
asked-number = Pakitingnan ang { $number }.{ asked-number-flaw } { asked-number-sender } na ibigay ang tamang numero.
asked-number-flaw = { $flaw ->
    [wrong_check_digit] {" "}Hindi tugma ang check digit nito: may maling digit, o nagkapalit ang dalawa.
    [unknown_format] {" "}Walang numero ng carrier na ito na ganito ang anyo.
    [other_carrier] {" "}Mukhang numero ito ng ibang carrier.
   *[none] {""}
}
asked-number-sender = { $sender ->
    [anybody] Hinihiling sa nagpadala ng parcel
   *[seller] Hinihiling sa nagbebenta
}
asked-proof = Hinihingan ang nagbebenta ng patunay na naihatid ito.
asked-delivery = Hinihiling sa mamimili na makipag-ayos sa carrier ng panibagong paghahatid, o kunin ang parcel.
needed-title = Ang kailangan pa
needed-field = Pupunan: { $field }
needed-evidence = Ipapakita: { $what } ({ $kinds })
needed-again = Ipapakitang muli: { $kind }

## The way back

back-title = Paano ito ibalik
back-not = Hindi kailangang ibalik ang mga produkto.
back-number-until = Return number: { $number }, may bisa bago ang { $time }
back-marked = Isulat nang malinaw ang return number sa labas ng parcel; nasa label na ipi-print ito.
back-address = Ipadala sa: { $address } ({ $country }). Hindi ito ang address na pinanggalingan ng parcel.
back-slip = Maglagay sa parcel ng sulat na may { $what }.
back-given = Kapag naipadala na, ibigay sa amin ang { $what }.
back-insured = Ipaseguro ang parcel: sagot ng mamimili ang pagkawala sa pagbalik.
back-payer = { $party ->
    [buyer] Ang mamimili ang magbabayad ng pagbalik.
    [seller] Ang nagbebenta ang magbabayad ng pagbalik.
    [platform] Ang platform ang magbabayad ng pagbalik.
   *[system] Ang system ang magbabayad ng pagbalik.
}
given = { $what }
given-rma-number = return number
given-order-number = order number
given-product = produkto
given-quantity = bilang
given-problem = maikling paglalarawan ng problema
given-tracking-number = tracking number
given-shipping-receipt = kopya ng resibo ng pagpapadala
given-tracking-site = site kung saan masusundan ang numero
given-insured-value = halagang nakaseguro

## What was found, and what follows

found-title = Ang nakita
found-open = Resulta: hindi pa nahuhusgahan
found-passed = Resulta: maayos ang lahat
found-reduced = Resulta: tinanggap, at may ibabawas
found-refused = Resulta: hindi tinanggap
found-incomplete = Resulta: hindi pa kumpleto
found-failed = Hindi maayos: { $point }. { $note }
found-void = Nakita: { $what }
found-unconfirmed = Hindi nakumpirma ang inireklamo.
found-serial = Hindi ito ang serial number ng naibenta.
found-missing = Kulang: { $part }
found-missing-priced = Kulang: { $part }, { $price }
why-title = Bakit
why-finding = { $text } ({ $clauses })
open-title = Ang magagawa pa
open-remedy = Sa halip: { $remedy }
open-dispute = Maaaring magbukas ng dispute tungkol dito; maaaring magpakita roon ng dagdag na ebidensya.
open-platform = Maaaring hilingin sa platform na tingnan ito.
open-body = Kung wala nang ibang makakatulong: { $body } ({ $country })
open-held = Itatabi ang mga produkto para sa mamimili hanggang bago ang { $time }.

## Words of the contracts and of packs; one that is not here is said as it is

word-change-of-mind = nagbago ang isip
word-late-shipment = huling pagpapadala
word-out-of-stock = walang stock
word-seller-other = ibang dahilan ng nagbebenta
word-platform-rules = mga tuntunin ng platform
word-withdrawal = pag-urong
word-ordered-wrong-item = maling produkto ang inorder
word-damaged-on-arrival = sira nang dumating
word-not-as-described = hindi ayon sa paglalarawan
word-wrong-item = maling produkto
word-missing-item = may kulang na produkto
word-defective = may depekto
word-problem-in-use = problema sa paggamit
word-warranty = warranty
word-not-received = hindi natanggap
word-tracking-stalled = hindi gumagalaw ang tracking
word-refused-at-door = tinanggihan sa pinto
word-invalid-tracking = maling tracking number
word-return-lost = nawala sa pagbalik
word-refund = refund
word-partial-refund = bahagyang refund
word-replacement = pamalit
word-exchange = palit
word-repair = pagkumpuni
word-resend = muling pagpapadala
word-keep-item = itago ang produkto
word-wait = maghintay
word-return = return
word-refuse-parcel = tanggihan ang parcel
word-refund-due = pagbayad ng refund
word-platform-decision = desisyon ng platform
word-seller-response = sagot ng nagbebenta
word-notify-party = pagsabi sa kabilang panig
word-choose-out-of-stock = pagpili kapag walang stock
word-judgement = paghatol
word-dispute-answer = sagot sa dispute
word-appeal = apela
word-evidence = ebidensya
word-response = sagot
word-return-parcel = parcel ng return
word-return-tracking = tracking ng return
word-rma-expiry = pagkapaso ng return number
word-proof-of-delivery = patunay ng paghahatid
word-stall = hindi gumagalaw na parcel
word-overdue = pagkahuli
word-tracking-correction = pagtama ng tracking number
word-held-goods = nakatabing produkto
word-label-created = nagawa na ang label
word-picked-up = nakuha na
word-in-transit = nasa biyahe
word-arrived-at-facility = dumating sa pasilidad
word-at-customs = nasa customs
word-customs-cleared = nakalusot sa customs
word-delayed = naantala
word-exception = may problema
word-out-for-delivery = ihahatid na
word-delivery-attempt-failed = hindi naihatid
word-available-for-pickup = maaari nang kunin
word-delivered = naihatid
word-refused-by-recipient = tinanggihan ng tatanggap
word-refused-at-customs = tinanggihan sa customs
word-returning = pabalik
word-returned-to-sender = ibinalik sa nagpadala
word-damaged = nasira
word-lost = nawala
word-product-photo = larawan ng produkto
word-product-video = video ng produkto
word-packaging-photo = larawan ng balot
word-packaging-video = video ng balot
word-label-photo = larawan ng label
word-outer-box-label-photo = larawan ng label ng kahon
word-carrier-report = ulat ng carrier
word-receipt = resibo
word-invoice = invoice
word-contact-email = e-mail na makokontak
word-contact-name = pangalan na makokontak
word-contact-phone = teleponong makokontak
word-explanation = paliwanag
word-artificial-damage = sinadyang pinsala
word-misuse = maling paggamit
