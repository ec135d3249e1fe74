"""A briefing at the press of a button."""

import anthropic
import streamlit as st

client = anthropic.Anthropic(max_retries=0)
if st.button("Brief the crew"):
    try:
        with st.spinner("Writing"):
            message = client.messages.create(
                model="claude-opus-4-8",
                max_tokens=4096,
                messages=[{"role": "user", "content": "Write 30 words about tides."}],
            )
        st.subheader("Briefing")
        st.markdown(message.content[0].text)
        st.caption(f"{message.usage.output_tokens} tokens")
    except anthropic.APIStatusError as error:
        st.error(f"The API answered {error.status_code}.")
