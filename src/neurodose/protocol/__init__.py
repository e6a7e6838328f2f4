"""A question as a file: which drug, given how, to whom, looked at when; read, run, and turned back into text.

Held here: a protocol (`protocol`), how one is read (`reading`, through the `form` that its TOML has to fill and the
`places` its entries stand at), how it is written (`writing`), and the Parquet file its course becomes (`parquet`).
Not held here: what a protocol names (`library`, `dosing`, `populations`) and the dossier (`reports`).
Start with `protocol.py`, then `form.py`.

pydantic is loaded by `form.py` and pyarrow where a file is written (`simulation/parquet.py`), and by nothing else.
"""
