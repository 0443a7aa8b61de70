"""The steps that Rasa runs on each message, in the order of `config.yml`.

    text
      │  KnowledgeTerms          tokens, entities; the clean text; the mentor that answers it
      │  FollowUp                query: spelling mended, completed from the conversation
      │  SentenceEncoder         the query's vector
      │  LinearIntentClassifier  intent and ranking
      │  KnowledgeRetriever      finding
      │  KnowledgeGate           the intent on which the dialogue goes on
    rules

Each class is a thin edge: the work is done by `knowledge.mentor`, or by the pure files beside it
(`question`, `history`, `linear`, `reconcile`), which import neither Rasa nor a model.
"""
