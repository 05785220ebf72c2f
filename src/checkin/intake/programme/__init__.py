"""Files with sessions, turned into sessions: sheets and calendars."""
