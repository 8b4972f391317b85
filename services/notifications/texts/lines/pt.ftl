### Everything that a message says beside its lead.

## Who, what and when

case-noun = { $thing ->
    [claim] reclamação
   *[return] solicitação de devolução
}
by = { $actor ->
    [you] por você
    [buyer] pelo comprador
    [seller] pelo vendedor
   *[platform] pela plataforma
}
from = { $actor ->
    [you] da sua parte
    [buyer] do comprador
    [seller] do vendedor
   *[platform] da plataforma
}
turn = { $owing ->
    [you] a sua vez
    [buyer] a vez do comprador
    [seller] a vez do vendedor
   *[platform] a vez da plataforma
}
time = { $day } de { month } de { $year }, { $clock } ({ $zone })
month = { $month ->
    [1] janeiro
    [2] fevereiro
    [3] março
    [4] abril
    [5] maio
    [6] junho
    [7] julho
    [8] agosto
    [9] setembro
    [10] outubro
    [11] novembro
   *[12] dezembro
}
or = { $first } ou { $second }

## The frame

about-title = Do que se trata
about-order = Pedido { $order }
about-case = Caso { $case }
about-item = { $quantity } x { $title }
about-amount = Valor: { $amount }
said-title = Nas próprias palavras
money-title-buyer = O que você recebe de volta
money-title-others = O que o comprador recebe de volta
money-line = { $part }: { $amount }. { $text } ({ $clauses })
money-withheld = disso não é reembolsado: { $amount }
money-together = No total: { $amount }
money-due-title = Quando
money-due = O dinheiro deve ser pago antes de { $time }.
clock-title = Prazo
clocks-title = Prazos
clock = { $what }, antes de { $time }; é { turn }.
clauses-title = Segundo a política de { $shop } ({ $edition })
clause = { $id }: { $text }
clause-foreign = { $id } [{ $language }]: { $text }
contacts-title = Como falar com { $shop }
contact-email = E-mail: { $value }
contact-phone = Telefone: { $value }
contact-address = Endereço: { $value }
contact-page = Web: { $value }

## What a refund consists of

part-item = Produtos
part-tax = Imposto
part-original-shipping = Frete
part-restocking-fee = Taxa de reposição
part-missing-part = Peça em falta
part-return-postage = Frete da devolução
part-bank-fee = Tarifa bancária
part-goodwill = Cortesia
part-discount = Desconto
part-correction = Correção
part-ruling = Decisão
part-reduction = Redução
part-exchange = Produto em troca

## Facts

ground = Motivo: { $ground }
agreed = Combinado: { $remedy }
return-number = Número de devolução: { $number }
sent-bare = Enviado, sem número de rastreamento
sent-carrier = Enviado por { $carrier }, sem número de rastreamento
sent-number = Enviado, número de rastreamento { $number }
sent-carrier-number = Enviado por { $carrier }, número de rastreamento { $number }
sent-status = { $parcel }: { $status }
number-corrected = Número de rastreamento { $number } em vez de { $before }
received-so-far = Recebido até agora: { $received } de { $quantity } x { $title }
settled-by = Resolvido com: { $remedy }
exchanged-for = Enviado em troca: { $sku }
still-owed = Ainda a pagar pelo comprador: { $amount }
body-outside = Com { $body }, referência { $reference }
body-outside-pausing = Com { $body }, referência { $reference }; os prazos ficam parados enquanto isso
payout-hint = Para a conta ou carteira terminada em { $hint }
evidence-piece = Prova { $evidence }: { $kind }
evidence-giver = { $party ->
    [buyer] Dada pelo comprador
    [seller] Dada pelo vendedor
    [platform] Dada pela plataforma
   *[system] Dada pelo sistema
}
of-return = Devolução { $return }
tracking-none = Sem número de rastreamento
tracking-number = Número de rastreamento { $number }
tracking-carrier = Transportadora { $carrier }, número de rastreamento { $number }
status-since = { $status }, desde { $time }
last-moved = Último movimento: { $time }
expected = Previsto: { $time }
followed-at = Para acompanhar em { $site }
purpose-order = O que foi pedido, a caminho do comprador
purpose-return = Produtos a caminho de volta à loja
purpose-replacement = Um substituto, a caminho do comprador
purpose-exchange = Um produto em troca, a caminho do comprador
purpose-repair = Um produto reparado, a caminho do comprador
purpose-resend = Produtos enviados de novo, a caminho do comprador
purpose-goods-back = Produtos a caminho de volta ao comprador

## What is asked and needed

asked-title = O que se pede
asked-better = Uma prova melhor deste tipo: { $kind }
asked-number = Verifique { $number }.{ asked-number-flaw } { asked-number-sender } que dê o número certo.
asked-number-flaw = { $flaw ->
    [wrong_check_digit] {" "}O dígito de controle não confere: um dígito está errado, ou dois estão trocados.
    [unknown_format] {" "}Nenhum número desta transportadora é assim.
    [other_carrier] {" "}Parece um número de outra transportadora.
   *[none] {""}
}
asked-number-sender = { $sender ->
    [anybody] Pede-se a quem enviou o pacote
   *[seller] Pede-se ao vendedor
}
asked-proof = Pede-se ao vendedor uma prova de que foi entregue.
asked-delivery = Pede-se ao comprador que combine outra entrega com a transportadora, ou que retire o pacote.
needed-title = O que ainda falta
needed-field = A preencher: { $field }
needed-evidence = A mostrar: { $what } ({ $kinds })
needed-again = A mostrar de novo: { $kind }

## The way back

back-title = Como enviar de volta
back-not = Não é preciso enviar os produtos de volta.
back-number-until = Número de devolução: { $number }, válido antes de { $time }
back-marked = Escreva o número de devolução de forma legível do lado de fora do pacote; ele está na etiqueta para imprimir.
back-address = Envie para: { $address } ({ $country }). Este não é o endereço de onde veio o pacote.
back-slip = Coloque no pacote um bilhete com { $what }.
back-given = Depois de enviar, informe-nos { $what }.
back-insured = Faça seguro do pacote: uma perda na volta é por conta do comprador.
back-payer = { $party ->
    [buyer] A volta é paga pelo comprador.
    [seller] A volta é paga pelo vendedor.
    [platform] A volta é paga pela plataforma.
   *[system] A volta é paga pelo sistema.
}
given = { $what }
given-rma-number = o número de devolução
given-order-number = o número do pedido
given-product = o produto
given-quantity = a quantidade
given-problem = uma breve descrição do problema
given-tracking-number = o número de rastreamento
given-shipping-receipt = uma cópia do comprovante de envio
given-tracking-site = onde se pode acompanhar o número
given-insured-value = o valor segurado

## What was found, and what follows

found-title = O que se constatou
found-open = Resultado: ainda não avaliado
found-passed = Resultado: está tudo como deve
found-reduced = Resultado: aceito, com uma dedução
found-refused = Resultado: não aceito
found-incomplete = Resultado: ainda incompleto
found-failed = Não está como deve: { $point }. { $note }
found-void = Constatado: { $what }
found-unconfirmed = Não foi possível confirmar o que se alegava.
found-serial = O número de série não é o do produto vendido.
found-missing = Falta: { $part }
found-missing-priced = Falta: { $part }, { $price }
why-title = Por quê
why-finding = { $text } ({ $clauses })
open-title = O que ainda é possível
open-remedy = Em vez disso: { $remedy }
open-dispute = Pode-se abrir uma disputa; nela se podem mostrar mais provas.
open-platform = Pode-se pedir à plataforma que verifique.
open-body = Se nada mais ajudar: { $body } ({ $country })
open-held = Os produtos ficam guardados para o comprador até antes de { $time }.

## Words of the contracts and of packs; one that is not here is said as it is

word-change-of-mind = mudança de ideia
word-late-shipment = envio atrasado
word-out-of-stock = sem estoque
word-seller-other = outro motivo do vendedor
word-platform-rules = regras da plataforma
word-withdrawal = arrependimento
word-ordered-wrong-item = pedido do produto errado
word-damaged-on-arrival = danificado na chegada
word-not-as-described = diferente da descrição
word-wrong-item = produto errado
word-missing-item = falta um produto
word-defective = defeituoso
word-problem-in-use = problema no uso
word-warranty = garantia
word-not-received = não recebido
word-tracking-stalled = rastreamento parado
word-refused-at-door = recusado na porta
word-invalid-tracking = número de rastreamento errado
word-return-lost = perdido na devolução
word-refund = reembolso
word-partial-refund = reembolso parcial
word-replacement = substituição
word-exchange = troca
word-repair = reparo
word-resend = novo envio
word-keep-item = ficar com o produto
word-wait = esperar
word-return = devolução
word-refuse-parcel = recusar o pacote
word-refund-due = pagamento do reembolso
word-platform-decision = decisão da plataforma
word-seller-response = resposta do vendedor
word-notify-party = aviso à outra parte
word-choose-out-of-stock = escolha por falta de estoque
word-judgement = julgamento
word-dispute-answer = resposta à disputa
word-appeal = recurso
word-evidence = provas
word-response = resposta
word-return-parcel = pacote de devolução
word-return-tracking = rastreamento da devolução
word-rma-expiry = fim do número de devolução
word-proof-of-delivery = prova de entrega
word-stall = pacote parado
word-overdue = atraso
word-tracking-correction = correção do número de rastreamento
word-held-goods = produtos guardados
word-label-created = etiqueta criada
word-picked-up = coletado
word-in-transit = em trânsito
word-arrived-at-facility = chegou ao centro
word-at-customs = na alfândega
word-customs-cleared = liberado pela alfândega
word-delayed = atrasado
word-exception = ocorrência
word-out-for-delivery = saiu para entrega
word-delivery-attempt-failed = tentativa de entrega sem êxito
word-available-for-pickup = disponível para retirada
word-delivered = entregue
word-refused-by-recipient = recusado pelo destinatário
word-refused-at-customs = recusado na alfândega
word-returning = voltando
word-returned-to-sender = devolvido ao remetente
word-damaged = danificado
word-lost = perdido
word-product-photo = foto do produto
word-product-video = vídeo do produto
word-packaging-photo = foto da embalagem
word-packaging-video = vídeo da embalagem
word-label-photo = foto da etiqueta
word-outer-box-label-photo = foto da etiqueta da caixa
word-carrier-report = relatório da transportadora
word-receipt = recibo
word-invoice = nota fiscal
word-contact-email = e-mail de contato
word-contact-name = nome de contato
word-contact-phone = telefone de contato
word-explanation = explicação
word-artificial-damage = dano provocado
word-misuse = mau uso
