/* SPDX-License-Identifier: MIT
 *
 * words: a dictionary and string workload. Generates text, splits it into words, counts them in a dictionary, sorts
 * them by frequency and builds a report. Usage: words [rounds] */
using System;
using System.Collections.Generic;
using System.Text;

namespace Bench {
	class Counter {
		public readonly string Word;
		public int Count;

		public Counter (string word)
		{
			Word = word;
		}
	}

	class TextGenerator {
		static readonly string[] syllables = {
			"ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui", "ro", "su", "ta", "ve", "wi",
				"xo", "zu"
		};
		uint state;

		public TextGenerator (uint seed)
		{
			state = seed;
		}

		int Next (int limit)
		{
			state = state * 1664525 + 1013904223;
			return (int) ((state >> 8) % (uint) limit);
		}

		public string Text (int words)
		{
			var text = new StringBuilder ();
			for (int i = 0; i < words; i++) {
				int length = 1 + Next (3);
				for (int j = 0; j < length; j++)
					text.Append (syllables [Next (syllables.Length)]);
				text.Append (Next (12) == 0 ? ". " : " ");
			}
			return text.ToString ();
		}
	}

	static class Program {
		static bool IsLetter (char c)
		{
			return c >= 'a' && c <= 'z';
		}

		static List<string> Split (string text)
		{
			var words = new List<string> ();
			int start = 0;
			while (start < text.Length) {
				while (start < text.Length && !IsLetter (text [start]))
					start++;
				int end = start;
				while (end < text.Length && IsLetter (text [end]))
					end++;
				if (end > start)
					words.Add (text.Substring (start, end - start));
				start = end;
			}
			return words;
		}

		static void Count (List<string> words, Dictionary<string, Counter> counters)
		{
			for (int i = 0; i < words.Count; i++) {
				Counter counter;
				if (!counters.TryGetValue (words [i], out counter)) {
					counter = new Counter (words [i]);
					counters.Add (words [i], counter);
				}
				counter.Count++;
			}
		}

		static int Compare (Counter a, Counter b)
		{
			return a.Count != b.Count ? b.Count - a.Count : string.CompareOrdinal (a.Word, b.Word);
		}

		static string Report (Dictionary<string, Counter> counters, int lines)
		{
			var sorted = new Counter [counters.Count];
			counters.Values.CopyTo (sorted, 0);
			Array.Sort (sorted, Compare);
			var report = new StringBuilder ();
			for (int i = 0; i < lines; i++)
				report.Append (sorted [i].Word.ToUpperInvariant () + " " + sorted [i].Count + "\n");
			return report.ToString ();
		}

		static int Checksum (Dictionary<string, Counter> counters, List<string> words)
		{
			var lengths = new Dictionary<int, int> ();
			int checksum = 17;
			for (int i = 0; i < words.Count; i++) {
				int seen;
				lengths.TryGetValue (words [i].Length, out seen);
				lengths [words [i].Length] = seen + counters [words [i]].Count;
				checksum = checksum * 31 + lengths [words [i].Length];
			}
			return checksum;
		}

		static void Main (string[] arguments)
		{
			int rounds = arguments.Length > 0 ? int.Parse (arguments [0]) : 80;
			var counters = new Dictionary<string, Counter> ();
			int checksum = 0;
			for (int round = 0; round < rounds; round++) {
				List<string> words = Split (new TextGenerator ((uint) round).Text (60000));
				Count (words, counters);
				checksum ^= Checksum (counters, words);
			}
			Console.Write (Report (counters, 10));
			Console.WriteLine (counters.Count + " words, checksum " + checksum);
		}
	}
}
