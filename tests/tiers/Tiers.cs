// SPDX-License-Identifier: MIT
//
// Programs that get hot, by name of the way in which they end or go on. What they print does not depend on which code runs.
using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

static class Hot
{
	public static double Product (double [] a, double [] b)
	{
		double sum = 0;
		for (int i = 0; i < a.Length; ++i)
			sum += a [i] * b [i];
		return sum;
	}

	public static int Fibonacci (int n)
	{
		return n < 2 ? n : Fibonacci (n - 1) + Fibonacci (n - 2);
	}

	public static double [] Numbers (int count, double factor)
	{
		var numbers = new double [count];
		for (int i = 0; i < count; ++i)
			numbers [i] = i * factor;
		return numbers;
	}

	// So many loops over calls, each a moment long; a moment is long enough to be seen.
	public static double Work (int moments)
	{
		double [] a = Numbers (1000, 1), b = Numbers (1000, 2);
		double sum = 0;
		for (int i = 0; i < moments; ++i) {
			for (int j = 0; j < 5000; ++j)
				sum += Product (a, b);
			sum += Fibonacci (20);
		}
		return sum;
	}
}

// Different methods, so that there is always one more to compile.
class Many<T>
{
	public static int Count (int n)
	{
		int sum = 0;
		for (int i = 0; i < n; ++i)
			sum = sum * 31 + (i ^ (sum >> 3));
		return sum;
	}
}

struct S1 { int a; } struct S2 { long a; } struct S3 { double a; } struct S4 { byte a; } struct S5 { short a; }

static class ManyMethods
{
	public static int Run (int n)
	{
		return Many<S1>.Count (n) ^ Many<S2>.Count (n) ^ Many<S3>.Count (n) ^ Many<S4>.Count (n) ^ Many<S5>.Count (n)
			^ Many<int>.Count (n) ^ Many<long>.Count (n) ^ Many<double>.Count (n) ^ Many<byte>.Count (n)
			^ Many<short>.Count (n) ^ Many<char>.Count (n) ^ Many<uint>.Count (n) ^ Many<ulong>.Count (n);
	}
}

// 41 under mini; a compiler may say 42.
interface IAnswer { int ByInterface (int n); }

class Answer : IAnswer
{
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Direct (int n) { while (--n > 0) { } return 41; }
	public virtual int Virtual (int n) { while (--n > 0) { } return 41; }
	public int ByInterface (int n) { while (--n > 0) { } return 41; }
	static int ByDelegate (int n) { while (--n > 0) { } return 41; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Leaf (int n) { return n & 0 | 41; }
	static int OfGeneric<T> (int n) { while (--n > 0) { } return 41; }

	static void Wait (string name, Func<int, int> function)
	{
		var watch = Stopwatch.StartNew ();
		int answer;
		while ((answer = function (1000)) == 41 && watch.ElapsedMilliseconds < 20000) { }
		Console.WriteLine ("{0} {1}", name, answer);
	}

	public static void All ()
	{
		var answer = new Answer ();
		IAnswer other = answer;
		Func<int, int> function = ByDelegate;
		Wait ("direct", n => Direct (n));
		Wait ("virtual", n => answer.Virtual (n));
		Wait ("interface", n => other.ByInterface (n));
		Wait ("delegate", n => function (n));
		Wait ("delegate itself", function);
		Wait ("leaf", n => Leaf (n));
		Wait ("generic", n => OfGeneric<int> (n));
	}

	public static int Once (int n) { return Direct (n); }
}

class Remote : MarshalByRefObject
{
	public double Work (int moments)
	{
		return Hot.Work (moments) + ManyMethods.Run (100000);
	}
}

static class Program
{
	[DllImport ("libc")] static extern int fork ();
	[DllImport ("libc")] static extern int waitpid (int process, out int status, int options);
	[DllImport ("libc")] static extern void _exit (int status);
	[DllImport ("libc")] static extern void abort ();

	static void Speed ()
	{
		Console.WriteLine (Hot.Work (20));
		var watch = Stopwatch.StartNew ();
		Console.WriteLine (Hot.Work (20));
		Console.Error.WriteLine (watch.ElapsedMilliseconds);
	}

	static void Domains (int count)
	{
		for (int i = 0; i < count; ++i) {
			AppDomain domain = AppDomain.CreateDomain ("domain " + i);
			var remote = (Remote) domain.CreateInstanceAndUnwrap (typeof (Remote).Assembly.FullName, "Remote");
			Console.WriteLine (remote.Work (1 + i % 3));
			AppDomain.Unload (domain);
		}
	}

	static int Fork ()
	{
		double before = Hot.Work (20);
		int child = fork (), status = 0;
		double after = Hot.Work (20);
		if (child == 0)
			_exit (before == after ? 42 : 1);
		waitpid (child, out status, 0);
		Console.WriteLine ("{0} {1}", before == after, status >> 8 & 255);
		return 0;
	}

	[DllImport ("libc", SetLastError = true)] static extern int poll (IntPtr descriptors, IntPtr count, int milliseconds);

	// Nobody collects, so nobody but us would disturb the thread that waits in native code.
	static void Interrupted ()
	{
		int interrupted = 0, waits = 0;
		var thread = new Thread (() => {
			while (!isDone) {
				interrupted += poll (IntPtr.Zero, IntPtr.Zero, 5) == 0 ? 0 : 1;
				++waits;
			}
		});
		thread.Start ();
		double result = Hot.Work (100);
		isDone = true;
		thread.Join ();
		Console.WriteLine ("{0} {1} {2}", result, interrupted, waits > 5);
	}

	// How often threads of this name, or all, have been given a processor.
	static long Switches (string name)
	{
		long sum = 0;
		foreach (string task in System.IO.Directory.GetDirectories ("/proc/self/task")) {
			if (!System.IO.File.ReadAllText (task + "/comm").StartsWith (name))
				continue;
			foreach (string line in System.IO.File.ReadAllLines (task + "/status"))
				if (line.Contains ("ctxt_switches"))
					sum += long.Parse (line.Substring (line.IndexOf (':') + 1));
		}
		return sum;
	}

	static void Idle ()
	{
		Hot.Work (60);
		Thread.Sleep (300);
		Switches ("tiers");
		long before = Switches ("tiers");
		Thread.Sleep (2000);
		// A few are those of the last tick before and of the first one behind it.
		Console.WriteLine ("{0} {1}", before > 0, Switches ("tiers") - before <= 10);
	}

	static volatile bool isWaiting, isDone;

	// mini has no poll in this loop: the thread cannot be stopped until it ends.
	static void WaitInCatch ()
	{
		try {
			throw new Exception ();
		} catch (Exception) {
			isWaiting = true;
			while (!isDone) { }
		}
	}

	static void Catch ()
	{
		var thread = new Thread (WaitInCatch);
		thread.Start ();
		while (!isWaiting)
			Thread.Sleep (1);
		Console.WriteLine (Hot.Work (60));
		isDone = true;
		thread.Join ();
		Console.WriteLine (Hot.Work (60));
	}

	static int Main (string [] arguments)
	{
		int count = arguments.Length > 1 ? int.Parse (arguments [1]) : 1;
		switch (arguments [0]) {
		case "speed": Speed (); break;
		case "domains": Domains (count); break;
		case "fork": return Fork ();
		case "catch": Catch (); break;
		case "interrupted": Interrupted (); break;
		case "idle": Idle (); break;
		case "answer": Answer.All (); break;
		case "once": Console.WriteLine (Answer.Once (300000000)); return 7;
		case "few":
			int sum = 0;
			for (int i = 0; i < 100; ++i)
				sum += ManyMethods.Run (30 + i) + Hot.Fibonacci (8);
			Console.WriteLine (sum);
			break;
		case "return": Console.WriteLine (Hot.Work (count) + ManyMethods.Run (20000 * count)); return 7;
		case "exit": Console.WriteLine (Hot.Work (count) + ManyMethods.Run (20000 * count)); Environment.Exit (7); break;
		case "throw": Console.WriteLine (Hot.Work (count) + ManyMethods.Run (20000 * count)); throw new Exception ("end");
		case "abort": Console.WriteLine (Hot.Work (count) + ManyMethods.Run (20000 * count)); abort (); break;
		case "background":
			for (int i = 0; i < 4; ++i)
				new Thread (() => { for (;;) Hot.Work (1); }) { IsBackground = true }.Start ();
			Console.WriteLine (Hot.Work (count) + ManyMethods.Run (20000 * count));
			return 7;
		}
		return 0;
	}
}
