### Everything that a message says beside its lead.

## Who, what and when

case-noun = { $thing ->
    [claim] reclamación
   *[return] solicitud de devolución
}
by = { $actor ->
    [you] por usted
    [buyer] por el comprador
    [seller] por el vendedor
   *[platform] por la plataforma
}
from = { $actor ->
    [you] de usted
    [buyer] del comprador
    [seller] del vendedor
   *[platform] de la plataforma
}
turn = { $owing ->
    [you] a usted
    [buyer] al comprador
    [seller] al vendedor
   *[platform] a la plataforma
}
time = { $day } de { month } de { $year }, { $clock } ({ $zone })
month = { $month ->
    [1] enero
    [2] febrero
    [3] marzo
    [4] abril
    [5] mayo
    [6] junio
    [7] julio
    [8] agosto
    [9] septiembre
    [10] octubre
    [11] noviembre
   *[12] diciembre
}
or = { $first } o { $second }

## The frame

about-title = De qué se trata
about-order = Pedido { $order }
about-case = Caso { $case }
about-item = { $quantity } x { $title }
about-amount = Importe: { $amount }
said-title = En sus propias palabras
money-title-buyer = Lo que se le devuelve
money-title-others = Lo que se devuelve al comprador
money-line = { $part }: { $amount }. { $text } ({ $clauses })
money-withheld = de ello no se reembolsa: { $amount }
money-together = En total: { $amount }
money-due-title = Cuándo
money-due = El dinero debe pagarse antes del { $time }.
clock-title = Plazo
clocks-title = Plazos
clock = { $what }, antes del { $time }; le corresponde { turn }.
clauses-title = Según la política de { $shop } ({ $edition })
clause = { $id }: { $text }
clause-foreign = { $id } [{ $language }]: { $text }
contacts-title = Cómo contactar con { $shop }
contact-email = Correo electrónico: { $value }
contact-phone = Teléfono: { $value }
contact-address = Dirección: { $value }
contact-page = Web: { $value }

## What a refund consists of

part-item = Artículos
part-tax = Impuesto
part-original-shipping = Envío
part-restocking-fee = Cargo por reposición
part-missing-part = Pieza que falta
part-return-postage = Porte de devolución
part-bank-fee = Comisión bancaria
part-goodwill = Atención comercial
part-discount = Descuento
part-correction = Corrección
part-ruling = Resolución
part-reduction = Reducción
part-exchange = Artículo en cambio

## Facts

ground = Motivo: { $ground }
agreed = Acordado: { $remedy }
return-number = Número de devolución: { $number }
sent-bare = Enviado, sin número de seguimiento
sent-carrier = Enviado con { $carrier }, sin número de seguimiento
sent-number = Enviado, número de seguimiento { $number }
sent-carrier-number = Enviado con { $carrier }, número de seguimiento { $number }
sent-status = { $parcel }: { $status }
number-corrected = Número de seguimiento { $number } en lugar de { $before }
received-so-far = Recibido hasta ahora: { $received } de { $quantity } x { $title }
settled-by = Resuelto con: { $remedy }
exchanged-for = Enviado a cambio: { $sku }
still-owed = Queda por pagar del comprador: { $amount }
body-outside = Ante { $body }, referencia { $reference }
body-outside-pausing = Ante { $body }, referencia { $reference }; los plazos se detienen entretanto
payout-hint = A la cuenta o billetera terminada en { $hint }
evidence-piece = Prueba { $evidence }: { $kind }
evidence-giver = { $party ->
    [buyer] Aportada por el comprador
    [seller] Aportada por el vendedor
    [platform] Aportada por la plataforma
   *[system] Aportada por el sistema
}
of-return = Devolución { $return }
tracking-none = Sin número de seguimiento
tracking-number = Número de seguimiento { $number }
tracking-carrier = Transportista { $carrier }, número de seguimiento { $number }
status-since = { $status }, desde el { $time }
last-moved = Último movimiento: { $time }
expected = Previsto: { $time }
followed-at = Se puede seguir en { $site }
purpose-order = Lo que se pidió, en camino hacia el comprador
purpose-return = Artículos en camino de vuelta a la tienda
purpose-replacement = Un reemplazo, en camino hacia el comprador
purpose-exchange = Un artículo en cambio, en camino hacia el comprador
purpose-repair = Un artículo reparado, en camino hacia el comprador
purpose-resend = Artículos enviados de nuevo, en camino hacia el comprador
purpose-goods-back = Artículos en camino de vuelta al comprador

## What is asked and needed

asked-title = Lo que se pide
asked-better = Una prueba mejor de este tipo: { $kind }
asked-number = Revise { $number }.{ asked-number-flaw } { asked-number-sender } que dé el número correcto.
asked-number-flaw = { $flaw ->
    [wrong_check_digit] {" "}Su dígito de control no concuerda: un dígito está mal, o dos están cambiados.
    [unknown_format] {" "}Ningún número de este transportista es así.
    [other_carrier] {" "}Parece un número de otro transportista.
   *[none] {""}
}
asked-number-sender = { $sender ->
    [anybody] Se pide a quien envió el paquete
   *[seller] Se pide al vendedor
}
asked-proof = Se pide al vendedor una prueba de que se entregó.
asked-delivery = Se pide al comprador que acuerde otra entrega con el transportista o que recoja el paquete.
needed-title = Lo que aún hace falta
needed-field = Por rellenar: { $field }
needed-evidence = Por mostrar: { $what } ({ $kinds })
needed-again = Por mostrar de nuevo: { $kind }

## The way back

back-title = Cómo enviarlo de vuelta
back-not = No hace falta enviar los artículos de vuelta.
back-number-until = Número de devolución: { $number }, válido antes del { $time }
back-marked = Escriba el número de devolución de forma legible en el exterior del paquete; figura en la etiqueta para imprimir.
back-address = Envíelo a: { $address } ({ $country }). No es la dirección de la que vino el paquete.
back-slip = Ponga en el paquete una nota con { $what }.
back-given = Una vez enviado, indíquenos { $what }.
back-insured = Asegure el paquete: una pérdida en el camino de vuelta corre por cuenta del comprador.
back-payer = { $party ->
    [buyer] La vuelta la paga el comprador.
    [seller] La vuelta la paga el vendedor.
    [platform] La vuelta la paga la plataforma.
   *[system] La vuelta la paga el sistema.
}
given = { $what }
given-rma-number = el número de devolución
given-order-number = el número de pedido
given-product = el producto
given-quantity = la cantidad
given-problem = una breve descripción del problema
given-tracking-number = el número de seguimiento
given-shipping-receipt = una copia del resguardo de envío
given-tracking-site = dónde se puede seguir su número
given-insured-value = el valor asegurado

## What was found, and what follows

found-title = Lo que se encontró
found-open = Resultado: aún sin juzgar
found-passed = Resultado: todo está como debe
found-reduced = Resultado: aceptado, con una deducción
found-refused = Resultado: no aceptado
found-incomplete = Resultado: aún incompleto
found-failed = No está como debe: { $point }. { $note }
found-void = Encontrado: { $what }
found-unconfirmed = No se pudo confirmar lo que se alegaba.
found-serial = El número de serie no es el del artículo vendido.
found-missing = Falta: { $part }
found-missing-priced = Falta: { $part }, { $price }
why-title = Por qué
why-finding = { $text } ({ $clauses })
open-title = Lo que aún es posible
open-remedy = En su lugar: { $remedy }
open-dispute = Se puede abrir una disputa; allí se pueden mostrar más pruebas.
open-platform = Se puede pedir a la plataforma que lo revise.
open-body = Si nada más ayuda: { $body } ({ $country })
open-held = Los artículos se guardan para el comprador hasta antes del { $time }.

## Words of the contracts and of packs; one that is not here is said as it is

word-change-of-mind = cambio de opinión
word-late-shipment = envío tardío
word-out-of-stock = sin existencias
word-seller-other = otro motivo del vendedor
word-platform-rules = reglas de la plataforma
word-withdrawal = desistimiento
word-ordered-wrong-item = se pidió el artículo equivocado
word-damaged-on-arrival = dañado al llegar
word-not-as-described = no corresponde a la descripción
word-wrong-item = artículo equivocado
word-missing-item = falta un artículo
word-defective = defectuoso
word-problem-in-use = problema en el uso
word-warranty = garantía
word-not-received = no recibido
word-tracking-stalled = seguimiento parado
word-refused-at-door = rechazado en la puerta
word-invalid-tracking = número de seguimiento incorrecto
word-return-lost = perdido en la devolución
word-refund = reembolso
word-partial-refund = reembolso parcial
word-replacement = reemplazo
word-exchange = cambio
word-repair = reparación
word-resend = nuevo envío
word-keep-item = quedarse con el artículo
word-wait = esperar
word-return = devolución
word-refuse-parcel = rechazar el paquete
word-refund-due = pago del reembolso
word-platform-decision = decisión de la plataforma
word-seller-response = respuesta del vendedor
word-notify-party = aviso a la otra parte
word-choose-out-of-stock = elección por falta de existencias
word-judgement = juicio
word-dispute-answer = respuesta a la disputa
word-appeal = apelación
word-evidence = pruebas
word-response = respuesta
word-return-parcel = paquete de devolución
word-return-tracking = seguimiento de la devolución
word-rma-expiry = fin del número de devolución
word-proof-of-delivery = prueba de entrega
word-stall = paquete parado
word-overdue = retraso
word-tracking-correction = corrección del número de seguimiento
word-held-goods = artículos guardados
word-label-created = etiqueta creada
word-picked-up = recogido
word-in-transit = en tránsito
word-arrived-at-facility = llegado al centro
word-at-customs = en la aduana
word-customs-cleared = despachado en la aduana
word-delayed = retrasado
word-exception = incidencia
word-out-for-delivery = en reparto
word-delivery-attempt-failed = intento de entrega fallido
word-available-for-pickup = disponible para recoger
word-delivered = entregado
word-refused-by-recipient = rechazado por el destinatario
word-refused-at-customs = rechazado en la aduana
word-returning = de vuelta
word-returned-to-sender = devuelto al remitente
word-damaged = dañado
word-lost = perdido
word-product-photo = foto del producto
word-product-video = vídeo del producto
word-packaging-photo = foto del embalaje
word-packaging-video = vídeo del embalaje
word-label-photo = foto de la etiqueta
word-outer-box-label-photo = foto de la etiqueta de la caja
word-carrier-report = informe del transportista
word-receipt = recibo
word-invoice = factura
word-contact-email = correo de contacto
word-contact-name = nombre de contacto
word-contact-phone = teléfono de contacto
word-explanation = explicación
word-artificial-damage = daño provocado
word-misuse = uso indebido
