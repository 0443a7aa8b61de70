"""The maintainers' pages at /console.

    browser ──> channel.py ──> access.py      who is it, and may they
                    │              oidc/      signed in by a provider, where one is set
                    │
                    ├──> pages/*.py           one page a file, drawn by html.py
                    └──> app.ctx.maintenance  what they may do: knowledge.notebook.Maintenance

Every page is whole without JavaScript; static/console.js only makes waiting visible.
"""
