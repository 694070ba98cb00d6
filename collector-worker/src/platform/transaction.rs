//! One transaction of an object: if a statement fails, nothing of it stays. The crate `worker` has
//! no binding for this.

use wasm_bindgen::{
    JsCast,
    prelude::{JsValue, wasm_bindgen},
};
use worker::{Storage, js_sys::Object};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Object)]
    type Transactions;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction(
        this: &Transactions,
        turn: &mut dyn FnMut() -> Result<JsValue, JsValue>,
    ) -> Result<JsValue, JsValue>;
}

/// Runs a turn; its writes stay if it succeeds.
pub(crate) fn run<T, E: From<worker::Error>>(
    storage: &Storage,
    mut turn: impl FnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut outcome = None;
    let ended = storage.as_raw().unchecked_ref::<Transactions>().transaction(&mut || {
        let turned = turn();
        let failed = turned.is_err();
        outcome = Some(turned);
        if failed { Err(JsValue::from_str("rolled back")) } else { Ok(JsValue::UNDEFINED) }
    });
    match (outcome, ended) {
        (Some(Err(fault)), _) => Err(fault),
        (Some(Ok(done)), Ok(_)) => Ok(done),
        (_, Err(error)) => Err(worker::Error::from(error).into()),
        (None, Ok(_)) => Err(worker::Error::RustError("the turn did not run".into()).into()),
    }
}
