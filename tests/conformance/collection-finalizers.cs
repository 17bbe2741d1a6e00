// Finalizers run, once, with what the object refers to; resurrection, suppression, GC.KeepAlive (ECMA-335 II.14.5.5)
using System;
using System.Runtime.CompilerServices;
using System.Threading;

class Counted {
	public static int Made, Finalized, Wrong;
	readonly string text;
	readonly int number;
	readonly Counted other;

	public Counted (int number, Counted other)
	{
		this.number = number;
		this.other = other;
		text = "text" + number;
		Interlocked.Increment (ref Made);
	}

	~Counted ()
	{
		/* Finalizers of both may run in any order, and both objects are there until then */
		if (text != "text" + number || (other != null && other.text != "text" + other.number))
			Interlocked.Increment (ref Wrong);
		Interlocked.Increment (ref Finalized);
	}
}

class Phoenix {
	public static Phoenix Reborn;
	public static int Lives;
	public string Name;

	~Phoenix ()
	{
		Lives++;
		Reborn = this;
		if (Lives < 3)
			GC.ReRegisterForFinalize (this);
	}
}

class Suppressed {
	public static int Finalized;
	~Suppressed () { Finalized++; }
}

class Base {
	public static int Bases, Derived;
	~Base () { Bases++; }
}

class Derived : Base {
	readonly string text = new string ('d', 3);
	~Derived () { Derived += text.Length; }
}

class Watched {
	public class State { public volatile bool IsGone; }
	public readonly State Own = new State ();
	public IntPtr Handle = (IntPtr) 42;
	~Watched () { Handle = IntPtr.Zero; Own.IsGone = true; }
}

class Throwing {
	public static int Finalized;

	~Throwing ()
	{
		try {
			Finalized++;
			throw new InvalidOperationException ();
		} catch (InvalidOperationException) {
			Garbage.Collect ();
			Finalized += 10;
		} finally {
			Finalized += 100;
		}
	}
}

static class Callees {
	static void Wait ()
	{
		for (int i = 0; i < 3; i++) {
			Garbage.CollectAll ();
			GC.WaitForPendingFinalizers ();
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Make (int count)
	{
		Counted previous = null;
		for (int i = 0; i < count; i++)
			previous = new Counted (i, i % 4 == 0 ? null : previous);
	}

	/* A few may be held by what calls have left in the frame of a caller that still runs. */
	public static void Many ()
	{
		Make (2000);
		Wait ();
		Report.Value ("made", Counted.Made);
		Report.Value ("nearly all finalized", Counted.Finalized > 1900 && Counted.Finalized <= Counted.Made);
		Report.Value ("with wrong contents", Counted.Wrong);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void MakePhoenix () { new Phoenix { Name = new string ('p', 5) }.ToString (); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static string TakePhoenix ()
	{
		string name = Phoenix.Reborn == null ? "" : Phoenix.Reborn.Name;
		Phoenix.Reborn = null;
		return name;
	}

	/* On a stack that is gone: one word left anywhere on this one, by the runtime's own functions, would hold it. */
	public static void Resurrection ()
	{
		string names = "";
		var maker = new Thread (MakePhoenix);
		maker.Start ();
		maker.Join ();
		for (int i = 0; i < 10; i++) {
			Wait ();
			names += TakePhoenix ();
		}
		Report.Value ("reborn", names);
		Report.Value ("lives", Phoenix.Lives);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void MakeSuppressed (int count)
	{
		for (int i = 0; i < count; i++)
			GC.SuppressFinalize (new Suppressed ());
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void MakeOthers (int count)
	{
		for (int i = 0; i < count; i++) {
			new Derived ().ToString ();
			new Throwing ().ToString ();
		}
	}

	public static void Others ()
	{
		MakeSuppressed (100);
		MakeOthers (100);
		Wait ();
		Report.Value ("suppressed", Suppressed.Finalized);
		Report.Value ("bases", Base.Bases > 90);
		Report.Value ("derived", Base.Derived == 3 * Base.Bases);
		Report.Value ("throwing", Throwing.Finalized > 90 * 111 && Throwing.Finalized % 111 == 0);
	}

	[MethodImpl (MethodImplOptions.NoInlining)] static Watched MakeWatched () { return new Watched (); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void KeepAlive ()
	{
		Watched watched = MakeWatched ();
		Watched.State state = watched.Own;
		IntPtr handle = watched.Handle;
		Wait ();
		Report.Value ("gone too early", state.IsGone);
		Report.Value ("handle", (int) handle);
		GC.KeepAlive (watched);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void KeepAliveInLoop (int rounds)
	{
		Watched watched = MakeWatched ();
		Watched.State state = watched.Own;
		int gone = 0;
		for (int i = 0; i < rounds; i++) {
			Garbage.Collect ();
			if (state.IsGone)
				gone++;
		}
		GC.KeepAlive (watched);
		Report.Value ("gone while kept alive", gone);
	}
}

static class Callers {
	public static void Run ()
	{
		Callees.KeepAlive ();
		Callees.KeepAliveInLoop (20);
		Callees.Many ();
		Callees.Resurrection ();
		Callees.Others ();
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
