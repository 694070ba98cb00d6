//! What may be told of breakdowns by sessions, for the pages, the API and whoever gives data
//! away: the rule is `core::few`, here it meets what the objects answer.
//!
//! It is asked of all values of a breakdown, before any of them is left out for room: two
//! answers of different length must not give away together what neither tells.

use std::collections::BTreeMap;

use corncrake_core::{
    few::{self, Told},
    time::UtcDay,
};

use crate::{
    country::Country,
    store::{FacetKind, Facets},
};

/// Events with a value, and the sessions that met them as far as they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Met {
    pub(crate) events: u64,
    pub(crate) sessions: Told,
}

/// The values of a kind, most events first; what is beyond so many is one sum. Sessions without
/// a value of the kind are judged with them, and not told: they are what the sum of all leaves.
pub(crate) fn values(facets: &Facets, kind: FacetKind, most: usize) -> (Vec<(String, Met)>, Met) {
    let (values, other) = facets.most(kind, usize::MAX);
    let with_none = facets.sessions_without(kind);
    let counts = values.iter().map(|(_, count)| count.sessions).chain([other.sessions, with_none]);
    let told = few::told_by_name(&counts.collect::<Vec<_>>());
    let rest = told.get(values.len()).copied().unwrap_or(Told::Exact(0));
    let met = values
        .into_iter()
        .zip(told)
        .map(|((value, count), sessions)| (value, Met { events: count.events, sessions }));
    let mut all: Vec<(String, Met)> = met.collect();
    let beyond = all.split_off(most.min(all.len()));
    let rest = Met { events: other.events, sessions: rest };
    let rest = beyond.into_iter().fold(rest, |sum, (_, met)| Met {
        events: sum.events.saturating_add(met.events),
        sessions: sum.sessions.and(met.sessions),
    });
    (all, rest)
}

/// Sessions by country, day by day.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Countries {
    pub(crate) told: Vec<(UtcDay, Country, Told)>,
    /// Days of which nothing may be told.
    pub(crate) untold: Vec<UtcDay>,
}

/// What may be told of the countries of each day; the days stay in their order.
pub(crate) fn countries(days: &[(UtcDay, Country, u64)]) -> Countries {
    let mut all = Countries::default();
    for of_day in days.chunk_by(|one, next| one.0 == next.0) {
        let counts: Vec<u64> = of_day.iter().map(|(_, _, sessions)| *sessions).collect();
        match few::told(&counts) {
            Some(told) => all
                .told
                .extend(of_day.iter().zip(told).map(|((day, country, _), told)| (*day, *country, told))),
            None => all.untold.extend(of_day.first().map(|(day, _, _)| *day)),
        }
    }
    all
}

/// All days together: what follows from what is told of each.
pub(crate) fn by_country(countries: &Countries) -> BTreeMap<Country, Told> {
    let mut sums = BTreeMap::new();
    for (_, country, told) in &countries.told {
        let sum = sums.get(country).copied().unwrap_or(Told::Exact(0));
        sums.insert(*country, sum.and(*told));
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Count;

    #[test]
    fn what_is_left_out_for_room_was_told_before() {
        let values = [("a", 90), ("b", 40), ("c", 30), ("d", 2)];
        let count = |sessions| Count { events: sessions * 2, sessions };
        let kept = values.map(|(value, sessions)| (value.to_owned(), count(sessions)));
        let facets = Facets(BTreeMap::from([(FacetKind::Browser, kept.into_iter().collect())]));
        let told = |most| {
            let (all, other) = super::values(&facets, FacetKind::Browser, most);
            (all.into_iter().map(|(_, met)| met.sessions).collect::<Vec<_>>(), other)
        };
        let (all, other) = told(9);
        assert_eq!(all, [Told::Exact(90), Told::Exact(40), Told::AtLeast(5), Told::Few]);
        assert_eq!(other, Met { events: 0, sessions: Told::Exact(0) });
        let (first, other) = told(2);
        assert_eq!(first, all[..2]);
        assert_eq!(other, Met { events: 64, sessions: Told::AtLeast(6) });
    }

    #[test]
    fn who_has_no_value_cannot_be_subtracted_either() {
        let of = |kind, sessions| (kind, BTreeMap::from([("1".to_owned(), Count { events: 90, sessions })]));
        let told = |released| {
            let kinds = [of(FacetKind::Type, 30), of(FacetKind::Release, released)];
            let (all, other) = super::values(&Facets(kinds.into()), FacetKind::Release, 9);
            assert_eq!(other, Met { events: 0, sessions: Told::Exact(0) });
            all[0].1.sessions
        };
        assert_eq!(
            [30, 25, 27, 29].map(told),
            [30, 25].map(Told::Exact).into_iter().chain([Told::AtLeast(5); 2]).collect::<Vec<_>>()[..]
        );
    }

    #[test]
    fn a_country_is_told_as_its_days_are() {
        let country = |code: &str| code.parse::<Country>().unwrap();
        let (at, ch, de) = (country("AT"), country("CH"), country("DE"));
        let days = [
            (UtcDay(1), de, 90),
            (UtcDay(1), at, 9),
            (UtcDay(1), ch, 3),
            (UtcDay(2), at, 2),
            (UtcDay(3), de, 10),
        ];
        let told = countries(&days);
        assert_eq!(told.untold, [UtcDay(2)]);
        let sums: Vec<_> = by_country(&told).into_iter().collect();
        assert_eq!(sums, [(at, Told::AtLeast(5)), (ch, Told::Few), (de, Told::Exact(100))]);
    }
}
