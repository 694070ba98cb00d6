// The demo's bugs. Plain functions with names, so that their frames can be read; each
// button of the page has one, found by its id. Nothing here knows Corncrake but
// `catchAndSend`, which uses it as a site's own code would.

'use strict'

function throwInHandler() {
  throw new Error('The basket was clicked, and the basket broke')
}

function checkout(basket) {
  return basket.map(priceOf)
}

function priceOf(item) {
  return item.price - discountFor(item)
}

function discountFor(item) {
  if (item.discount > item.price) {
    throw new RangeError('A discount of ' + item.discount + ' is more than the price')
  }
  return item.discount
}

function throwDeepDown() {
  checkout([{ price: 20, discount: 5 }, { price: 12, discount: 15 }])
}

function readPropertyOfUndefined() {
  const visitor = { basket: undefined }
  return visitor.basket.items
}

function throwInTimer() {
  setTimeout(function refreshStock() {
    throw new Error('The stock could not be refreshed')
  }, 50)
}

async function rejectWithError() {
  await null
  throw new Error('The payment service did not answer')
}

function rejectWithValue() {
  Promise.reject({ code: 7, reason: 'out of stock' })
}

function logAnError() {
  console.error('The basket is empty, although it was not a moment ago:', { items: 0 })
}

function loadMissingImage() {
  const image = document.createElement('img')
  image.alt = ''
  image.hidden = true
  image.addEventListener('error', function removeImage() {
    image.remove()
  })
  image.src = '/demo/no-such-image.png'
  document.body.append(image)
}

function catchAndSend() {
  try {
    JSON.parse('{"basket":')
  } catch (error) {
    window.corncrake.sendEvent(error, { step: 'restore basket', attempt: 2, basket: { items: 3 } })
  }
}

function leakPersonalData() {
  throw new Error('Cannot bill jane.doe@example.com, card 4111 1111 1111 1111')
}

const said = document.getElementById('said')
let broken = 0

function on(id, bug) {
  document.getElementById(id).addEventListener('click', function handleClick() {
    broken += 1
    said.textContent = broken === 1 ? 'Broken once.' : 'Broken ' + broken + ' times.'
    bug()
  })
}

on('throw', throwInHandler)
on('nested', throwDeepDown)
on('type-error', readPropertyOfUndefined)
on('timer', throwInTimer)
on('reject', rejectWithError)
on('reject-value', rejectWithValue)
on('console-error', logAnError)
on('image', loadMissingImage)
on('send-event', catchAndSend)
on('personal', leakPersonalData)
