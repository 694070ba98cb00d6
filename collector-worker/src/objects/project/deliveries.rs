//! Deliveries that arrive in a project's object: admitted by its limits, and written together in
//! one transaction.

use corncrake_model::events::delivery::Delivery;
use corncrake_store::{
    self as store, RowCounter,
    write::{
        deliveries::{self, WrittenDelivery},
        limits::RateLimits,
    },
};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::object::Project;
use crate::{
    http::error::Fault,
    objects::{rpc::DeliveryOutcome, write_lock},
    platform::{clock, random, transaction},
};

/// The answer to the sender of a delivery.
type DeliveryResult = Result<DeliveryOutcome, Fault>;

#[wasm_bindgen(wasm_bindgen_futures = worker::wasm_bindgen_futures, js_sys = worker::js_sys)]
impl Project {
    /// Keeps deliveries that arrived together, a list in JSON, in one turn. `entry.mjs` alone calls it, with
    /// what `stub::deliver` sent. The answers are JSON, a line for each delivery, or one line for all.
    ///
    /// It is no request, since each would be made, read, answered and read again. An operation that is
    /// under way does not hold it up, either.
    #[wasm_bindgen(js_name = writeAll)]
    pub async fn write_all(&self, deliveries: String) -> Result<String, JsValue> {
        let json = |answer: &DeliveryResult| serde_json::to_string(answer);
        let answers = match self.write_in_turn(&deliveries).await? {
            Ok(answers) => answers.iter().map(json).collect::<Result<Vec<_>, _>>(),
            Err(fault) => json(&Err(fault)).map(|answer| vec![answer]),
        };
        Ok(answers.map_err(worker::Error::from)?.join("\n"))
    }
}

impl Project {
    async fn write_in_turn(&self, deliveries: &str) -> worker::Result<Result<Vec<DeliveryResult>, Fault>> {
        if self.destroyed.get() {
            return Ok(Err(Fault::deleted()));
        }
        write_lock::wait(|| self.sql()).await;
        self.begin(clock::now()).await?;
        let read = serde_json::from_str::<Vec<Delivery>>(deliveries);
        let answers = read.map_err(|error| Fault::internal(error.to_string())).and_then(|mut deliveries| {
            if let Some(newest) = deliveries.iter().map(|one| one.arrived).max() {
                clock::arrived_at(newest);
            }
            self.note_turn(&mut deliveries)?;
            self.take_all(&deliveries)
        });
        self.arm_hand_over().await;
        Ok(answers)
    }

    /// Notes in deliveries which turn of the minute this is, so that what came last is known.
    fn note_turn(&self, deliveries: &mut [Delivery]) -> Result<(), Fault> {
        let Some(minute) = deliveries.iter().map(|one| one.noted).max() else { return Ok(()) };
        let turn = match self.turn.get() {
            Some((newest, turn)) if newest == minute => turn + 1,
            Some(_) => 0,
            // After a restart, the turns continue behind those that the database has.
            None => store::seen_in_minute(&self.sql()?, minute)?.map_or(0, |seen| seen.0 - minute.0 + 1),
        };
        self.turn.set(Some((minute, turn)));
        deliveries.iter_mut().for_each(|one| one.in_turn(turn));
        Ok(())
    }

    /// Keeps deliveries that arrived together, in one transaction: a trap on the way leaves
    /// nothing of any of them. Where that fails, each is kept or refused by itself.
    fn take_all(&self, deliveries: &[Delivery]) -> Result<Vec<DeliveryResult>, Fault> {
        self.end_import()?;
        let mut limits = self.limits.borrow_mut();
        let chance = || u8::from_be_bytes(random::bytes());
        let mut admit =
            |one: &Delivery| if limits.admit(one, chance) { Ok(()) } else { Err(Fault::too_many()) };
        let admitted: Vec<Result<&Delivery, Fault>> =
            deliveries.iter().map(|one| admit(one).map(|()| one)).collect();
        let together: Vec<&Delivery> = admitted.iter().filter_map(|one| one.as_ref().ok().copied()).collect();
        let mut taken = match self.write(&together, &mut limits) {
            Ok(taken) => taken.into_iter().map(Ok).collect::<Vec<_>>(),
            Err(fault) if together.len() == 1 => vec![Err(fault)],
            Err(_) => {
                let mut alone =
                    |one: &&Delivery| self.write(&[*one], &mut limits).map(|all| all.into_iter().next());
                together.iter().filter_map(|one| alone(one).transpose()).collect()
            }
        }
        .into_iter();
        let missing = || Err(Fault::internal("a delivery was forgotten"));
        Ok(admitted.into_iter().map(|one| one.and_then(|_| taken.next().unwrap_or_else(missing))).collect())
    }

    /// Writes deliveries in one transaction. The rows that this cost stand with the first.
    fn write(
        &self,
        deliveries: &[&Delivery],
        limits: &mut RateLimits,
    ) -> Result<Vec<DeliveryOutcome>, Fault> {
        if deliveries.is_empty() {
            return Ok(Vec::new());
        }
        let (sql, storage) = (self.sql()?, self.state.storage());
        let (bytes, rules) = (sql.bytes(), self.rules.borrow());
        let room = limits.room(bytes);
        let counted = RowCounter::new(&sql);
        let all = transaction::run(&storage, || {
            let written = deliveries::write(&counted, deliveries, limits, room, &rules)?;
            self.note_for_rules(&counted, &rules, deliveries, (bytes, limits.bytes()))?;
            Ok::<_, Fault>(written)
        })?;
        limits.written();
        let mut rows_written = counted.rows_written();
        let taken = |one: WrittenDelivery| DeliveryOutcome {
            outcomes: one.outcomes,
            is_visit_counted: one.is_visit_counted,
            rows_written: std::mem::take(&mut rows_written),
        };
        Ok(all.into_iter().map(taken).collect())
    }

    /// What arrives from a page ends an import that is under way, or broke off: what else
    /// there is could not be told from what was brought.
    fn end_import(&self) -> Result<(), Fault> {
        if self.importing.get().is_none() {
            self.importing.set(Some(store::is_importing(&self.sql()?)?));
        }
        if self.importing.get() == Some(true) {
            self.whole(store::abandon_import)?;
            self.importing.set(Some(false));
        }
        Ok(())
    }
}
