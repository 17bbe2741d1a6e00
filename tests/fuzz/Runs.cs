// SPDX-License-Identifier: MIT
//
// Programs run in child processes, under stock mono and under BigStep.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;

/* How programs are run */
sealed class Way
{
	public string Name;
	public string [] Command;                  /* before the harness and its arguments */
}

static class Runs
{
	const int Seconds = 300;                   /* a batch takes a few; the rest is for a machine that has other work, too */

	public static string Harness;

	/* What each program did, by its label: the line the harness prints, or how it died */
	public static Dictionary<string, string> Run (Way way, string assembly, IList<string> labels)
	{
		var results = new Dictionary<string, string> ();
		int done = 0;

		while (done < labels.Count) {
			string error, begun = null;
			int status;

			foreach (string line in Start (way, assembly, labels.Skip (done), false, out error, out status)) {
				string [] words = line.Split (new [] { ' ' }, 3);
				if (words [0] == "begin")
					begun = words [1];
				if (words [0] == "end" && words.Length == 3)
					results [words [1]] = words [2];
			}
			while (done < labels.Count && results.ContainsKey (labels [done]))
				done++;
			if (done == labels.Count)
				break;
			/* One that ended is not asked again; one that was not reached is. Without a beginning, none can be run. */
			string died = (status == 137 ? "hung or was killed" : "ended the process with status " + status) + ": " + FirstLine (error);
			if (begun == labels [done])
				results [labels [done++]] = died;
			else
				foreach (string label in labels.Skip (done++))
					results [label] = died;
		}
		return results;
	}

	/* All that one program prints, step by step */
	public static string Trace (Way way, string assembly, string label)
	{
		string error;
		int status;
		string [] lines = Start (way, assembly, new [] { label }, true, out error, out status);

		return string.Join ("\n", lines) + "\nexit status " + status + "\n" + error;
	}

	static string FirstLine (string text)
	{
		return text.Split ('\n').FirstOrDefault (l => l.Trim ().Length > 0) ?? "";
	}

	static string Quote (string argument)
	{
		return "\"" + argument.Replace ("\\", "\\\\").Replace ("\"", "\\\"") + "\"";
	}

	static string [] Start (Way way, string assembly, IEnumerable<string> labels, bool traces, out string error, out int status)
	{
		var words = new List<string> { "-s", "KILL", Seconds.ToString () };

		words.AddRange (way.Command);
		words.Add (Harness);
		words.Add (assembly);
		if (traces)
			words.Add ("--trace");
		words.AddRange (labels);
		var start = new ProcessStartInfo ("timeout", string.Join (" ", words.Select (Quote))) {
			UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true
		};
		using (Process process = Process.Start (start)) {
			process.StandardInput.Close ();
			Task<string> errors = Task.Run (() => process.StandardError.ReadToEnd ());
			string output = process.StandardOutput.ReadToEnd ();
			error = errors.Result;
			process.WaitForExit ();
			status = process.ExitCode;
			return output.Split ('\n');
		}
	}
}
