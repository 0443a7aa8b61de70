"""Rasa's rules, looked up by the last turns: no rule is longer.

RulePolicy replays the whole conversation three times for each of a message's two predictions.
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from bot.window import turn_starts

N_TURNS = 2  # a turn has more steps than any rule of this dialogue


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class RecentRulePolicy(RulePolicy):
    """RulePolicy that is shown no more of a conversation than its rules can speak of."""

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict the next action."""
        recent = last_turns(tracker)
        prediction: PolicyPrediction = super().predict_action_probabilities(
            recent, domain, rule_only_data=rule_only_data, **kwargs
        )
        return prediction

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[str | None, str | None, bool]:
        """Look the rules up by intents: this kind of policy is registered to know no others."""
        if use_text_for_last_user_input:
            return None, None, False
        found: tuple[str | None, str | None, bool] = super()._find_action_from_rules(
            tracker, domain, use_text_for_last_user_input
        )
        return found


def last_turns(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """Return a tracker with the last turns alone, where it predicts the same.

    A form is open over turns: inside one, and just after it, the whole conversation is returned.
    """
    if isinstance(tracker, TrackerWithCachedStates):  # training's
        return tracker
    events = list(tracker.events)
    starts = turn_starts(events)
    if tracker.active_loop_name or len(starts) <= N_TURNS:
        return tracker
    recent = events[starts[-N_TURNS] :]
    if any(isinstance(event, ActiveLoop) for event in recent):
        return tracker
    short = tracker.init_copy()
    short.update_with_events(recent, None, override_timestamp=False)
    return short
