"""How the mentor converses, and how it is trained, served and commanded.

mentor serve ───> stack ──> supervise ──> server: Sanic ──> agents: Rasa ──> components, actions
mentor actions ─> stack ──> supervise ──> action_server: rasa-sdk ──> actions (for many servers)
mentor train ───> train ──> knowledge.build + Rasa ──> a release, which agents and actions follow
"""
