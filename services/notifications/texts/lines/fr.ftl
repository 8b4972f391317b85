### Everything that a message says beside its lead.

## Who, what and when

case-noun = { $thing ->
    [claim] réclamation
   *[return] demande de retour
}
by = { $actor ->
    [you] par vous
    [buyer] par l'acheteur
    [seller] par le vendeur
   *[platform] par la plateforme
}
from = { $actor ->
    [you] de votre part
    [buyer] de l'acheteur
    [seller] du vendeur
   *[platform] de la plateforme
}
turn = { $owing ->
    [you] à vous
    [buyer] à l'acheteur
    [seller] au vendeur
   *[platform] à la plateforme
}
time = { $day ->
    [1] 1er
   *[other] { $day }
} { month } { $year } à { $clock } ({ $zone })
month = { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}
or = { $first } ou { $second }

## The frame

about-title = De quoi il s'agit
about-order = Commande { $order }
about-case = Dossier { $case }
about-item = { $quantity } x { $title }
about-amount = Montant : { $amount }
said-title = En ses propres mots
money-title-buyer = Ce qui vous revient
money-title-others = Ce qui revient à l'acheteur
money-line = { $part } : { $amount }. { $text } ({ $clauses })
money-withheld = dont non remboursé : { $amount }
money-together = Au total : { $amount }
money-due-title = Quand
money-due = L'argent est dû avant le { $time }.
clock-title = Échéance
clocks-title = Échéances
clock = { $what }, avant le { $time } ; c'est { turn } d'agir.
clauses-title = Selon la politique de { $shop } ({ $edition })
clause = { $id } : { $text }
clause-foreign = { $id } [{ $language }] : { $text }
contacts-title = Comment joindre { $shop }
contact-email = E-mail : { $value }
contact-phone = Téléphone : { $value }
contact-address = Adresse : { $value }
contact-page = Web : { $value }

## What a refund consists of

part-item = Articles
part-tax = Taxe
part-original-shipping = Livraison
part-restocking-fee = Frais de remise en stock
part-missing-part = Pièce manquante
part-return-postage = Port du retour
part-bank-fee = Frais bancaires
part-goodwill = Geste commercial
part-discount = Remise
part-correction = Correction
part-ruling = Décision
part-reduction = Réduction
part-exchange = Article en échange

## Facts

ground = Motif : { $ground }
agreed = Convenu : { $remedy }
return-number = Numéro de retour : { $number }
sent-bare = Envoyé, sans numéro de suivi
sent-carrier = Envoyé par { $carrier }, sans numéro de suivi
sent-number = Envoyé, numéro de suivi { $number }
sent-carrier-number = Envoyé par { $carrier }, numéro de suivi { $number }
sent-status = { $parcel } : { $status }
number-corrected = Numéro de suivi { $number } au lieu de { $before }
received-so-far = Reçu jusqu'ici : { $received } sur { $quantity } x { $title }
settled-by = Réglé par : { $remedy }
exchanged-for = Envoyé en échange : { $sku }
still-owed = Reste à payer par l'acheteur : { $amount }
body-outside = Auprès de { $body }, référence { $reference }
body-outside-pausing = Auprès de { $body }, référence { $reference } ; les délais sont suspendus entre-temps
payout-hint = Vers le compte ou le portefeuille se terminant par { $hint }
evidence-piece = Preuve { $evidence } : { $kind }
evidence-giver = { $party ->
    [buyer] Fournie par l'acheteur
    [seller] Fournie par le vendeur
    [platform] Fournie par la plateforme
   *[system] Fournie par le système
}
of-return = Retour { $return }
tracking-none = Sans numéro de suivi
tracking-number = Numéro de suivi { $number }
tracking-carrier = Transporteur { $carrier }, numéro de suivi { $number }
status-since = { $status }, depuis le { $time }
last-moved = Dernier mouvement : { $time }
expected = Attendu : { $time }
followed-at = À suivre sur { $site }
purpose-order = Ce qui a été commandé, en route vers l'acheteur
purpose-return = Des articles qui reviennent à la boutique
purpose-replacement = Un article de remplacement, en route vers l'acheteur
purpose-exchange = Un article en échange, en route vers l'acheteur
purpose-repair = Un article réparé, en route vers l'acheteur
purpose-resend = Des articles renvoyés, en route vers l'acheteur
purpose-goods-back = Des articles qui retournent à l'acheteur

## What is asked and needed

asked-title = Ce qui est demandé
asked-better = Une meilleure preuve de ce genre : { $kind }
asked-number = Veuillez vérifier { $number }.{ asked-number-flaw } { asked-number-sender } de donner le bon numéro.
asked-number-flaw = { $flaw ->
    [wrong_check_digit] {" "}Son chiffre de contrôle ne correspond pas : un chiffre est faux, ou deux sont inversés.
    [unknown_format] {" "}Aucun numéro de ce transporteur ne lui ressemble.
    [other_carrier] {" "}Il ressemble à un numéro d'un autre transporteur.
   *[none] {""}
}
asked-number-sender = { $sender ->
    [anybody] L'expéditeur du colis est prié
   *[seller] Le vendeur est prié
}
asked-proof = Le vendeur est prié de prouver que le colis a été livré.
asked-delivery = L'acheteur est prié de convenir d'une nouvelle livraison avec le transporteur, ou de retirer le colis.
needed-title = Ce qui manque encore
needed-field = À remplir : { $field }
needed-evidence = À montrer : { $what } ({ $kinds })
needed-again = À montrer de nouveau : { $kind }

## The way back

back-title = Comment renvoyer les articles
back-not = Il n'est pas nécessaire de renvoyer les articles.
back-number-until = Numéro de retour : { $number }, valable avant le { $time }
back-marked = Écrivez lisiblement le numéro de retour à l'extérieur du colis ; il figure sur l'étiquette à imprimer.
back-address = Envoyez à : { $address } ({ $country }). Ce n'est pas l'adresse d'où venait le colis.
back-slip = Mettez dans le colis un mot avec { $what }.
back-given = Une fois le colis parti, indiquez-nous { $what }.
back-insured = Assurez le colis : une perte au retour est aux risques de l'acheteur.
back-payer = { $party ->
    [buyer] Le retour est payé par l'acheteur.
    [seller] Le retour est payé par le vendeur.
    [platform] Le retour est payé par la plateforme.
   *[system] Le retour est payé par le système.
}
given = { $what }
given-rma-number = le numéro de retour
given-order-number = le numéro de commande
given-product = le produit
given-quantity = la quantité
given-problem = une brève description du problème
given-tracking-number = le numéro de suivi
given-shipping-receipt = une copie du récépissé d'envoi
given-tracking-site = le site où suivre son numéro
given-insured-value = la valeur assurée

## What was found, and what follows

found-title = Ce qui a été constaté
found-open = Résultat : pas encore jugé
found-passed = Résultat : tout est en ordre
found-reduced = Résultat : accepté, avec une déduction
found-refused = Résultat : non accepté
found-incomplete = Résultat : pas encore complet
found-failed = Pas en ordre : { $point }. { $note }
found-void = Constaté : { $what }
found-unconfirmed = Ce qui était avancé n'a pas pu être confirmé.
found-serial = Le numéro de série n'est pas celui de l'article vendu.
found-missing = Manquant : { $part }
found-missing-priced = Manquant : { $part }, { $price }
why-title = Pourquoi
why-finding = { $text } ({ $clauses })
open-title = Ce qui reste possible
open-remedy = À la place : { $remedy }
open-dispute = Un litige peut être ouvert à ce sujet ; d'autres preuves peuvent y être montrées.
open-platform = Il est possible de demander à la plateforme de s'en saisir.
open-body = Si rien d'autre n'aide : { $body } ({ $country })
open-held = Les articles sont gardés pour l'acheteur jusqu'avant le { $time }.

## Words of the contracts and of packs; one that is not here is said as it is

word-change-of-mind = changement d'avis
word-late-shipment = expédition tardive
word-out-of-stock = rupture de stock
word-seller-other = autre motif du vendeur
word-platform-rules = règles de la plateforme
word-withdrawal = rétractation
word-ordered-wrong-item = mauvais article commandé
word-damaged-on-arrival = endommagé à l'arrivée
word-not-as-described = non conforme à la description
word-wrong-item = mauvais article reçu
word-missing-item = article manquant
word-defective = défectueux
word-problem-in-use = problème à l'usage
word-warranty = garantie
word-not-received = non reçu
word-tracking-stalled = suivi immobile
word-refused-at-door = refusé à la porte
word-invalid-tracking = numéro de suivi faux
word-return-lost = perdu au retour
word-refund = remboursement
word-partial-refund = remboursement partiel
word-replacement = remplacement
word-exchange = échange
word-repair = réparation
word-resend = nouvel envoi
word-keep-item = garder l'article
word-wait = attendre
word-return = retour
word-refuse-parcel = refuser le colis
word-refund-due = remboursement dû
word-platform-decision = décision de la plateforme
word-seller-response = réponse du vendeur
word-notify-party = information de l'autre partie
word-choose-out-of-stock = choix en rupture de stock
word-judgement = jugement
word-dispute-answer = réponse au litige
word-appeal = recours
word-evidence = preuves
word-response = réponse
word-return-parcel = colis de retour
word-return-tracking = suivi du retour
word-rma-expiry = fin du numéro de retour
word-proof-of-delivery = preuve de livraison
word-stall = immobilité du colis
word-overdue = retard
word-tracking-correction = correction du numéro de suivi
word-held-goods = articles gardés
word-label-created = étiquette créée
word-picked-up = pris en charge
word-in-transit = en transit
word-arrived-at-facility = arrivé au centre de tri
word-at-customs = en douane
word-customs-cleared = dédouané
word-delayed = retardé
word-exception = incident
word-out-for-delivery = en cours de livraison
word-delivery-attempt-failed = tentative de livraison échouée
word-available-for-pickup = à retirer
word-delivered = livré
word-refused-by-recipient = refusé par le destinataire
word-refused-at-customs = refusé en douane
word-returning = en retour
word-returned-to-sender = renvoyé à l'expéditeur
word-damaged = endommagé
word-lost = perdu
word-product-photo = photo du produit
word-product-video = vidéo du produit
word-packaging-photo = photo de l'emballage
word-packaging-video = vidéo de l'emballage
word-label-photo = photo de l'étiquette
word-outer-box-label-photo = photo de l'étiquette du carton
word-carrier-report = rapport du transporteur
word-receipt = reçu
word-invoice = facture
word-contact-email = e-mail de contact
word-contact-name = nom de contact
word-contact-phone = téléphone de contact
word-explanation = explication
word-artificial-damage = dommage provoqué
word-misuse = mauvais usage
