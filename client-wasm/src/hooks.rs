//! The hooks in the page: they are there as long as this value is.

use alloc::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::{
    capture::Capture,
    host::{self, Unlisten},
};

/// What `js/listen.js` calls: the type's code, what was caught, and what goes with it.
type Sink = dyn Fn(u32, JsValue, JsValue);

/// What listens, until it is dropped.
pub(crate) struct Hooks {
    unlisten: Unlisten,
    _sink: Closure<Sink>,
}

impl Hooks {
    pub(crate) fn install(capture: &Rc<Capture>) -> Self {
        let heard = capture.clone();
        let sink = Closure::<Sink>::new(move |code: u32, value: JsValue, extra: JsValue| {
            heard.record(code, &value, &extra, None);
        });
        Self { unlisten: host::listen(capture.options.console_errors(), sink.as_ref()), _sink: sink }
    }
}

impl Drop for Hooks {
    fn drop(&mut self) {
        self.unlisten.call();
    }
}
